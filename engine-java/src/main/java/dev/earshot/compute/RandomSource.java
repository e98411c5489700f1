package dev.earshot.compute;

/**
 * Names a sequence of random numbers: Philox with key {@code seed}, its counter being (column
 * block, row, step, stream). The step number is read from the backend's memory at the time of use,
 * so a recorded step draws new numbers each time it is replayed.
 *
 * @param seed the run's seed
 * @param stream which of the run's uses of randomness this is
 * @param step a vector of one element: the step number
 */
public record RandomSource(long seed, int stream, Indices step) {
  public RandomSource {
    Checks.require(step.length() == 1, "step has %s elements, expected 1", step.length());
  }
}
