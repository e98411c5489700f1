package dev.earshot.compute;

import dev.earshot.base.Checks;

/**
 * Identifies a sequence of random numbers: {@link Philox} with key {@code seed} and counter (column
 * block, row, step, stream). The step number is read from the backend's memory when the numbers are
 * drawn. A recorded step therefore draws new numbers at each replay.
 *
 * @param seed the run's seed
 * @param stream the number of this use of randomness in the run, see {@link Streams}
 * @param step a vector of one element: the step number
 */
public record RandomSource(long seed, int stream, Indices step) {
  /**
   * Checks that the step number is one element.
   *
   * @throws IllegalArgumentException if it is not
   */
  public RandomSource {
    Checks.require(step.length() == 1, "step has %s elements, expected 1", step.length());
  }
}
