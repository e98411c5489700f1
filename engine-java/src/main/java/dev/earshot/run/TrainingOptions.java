package dev.earshot.run;

import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a training is carried out.
 *
 * @param budget benchmark: the training labels that may be used
 * @param groupSplit benchmark: whether every group stays in one part
 * @param runs how often to train, each with splits and weights of its own; 0 for 5 in a benchmark
 *     and 1 in real use
 * @param seed of the first run; the others count on from it
 * @param backend a name for {@link Backends#choose}
 * @param threads how many runs go side by side, or compute together if there are fewer runs;
 *     results do not depend on it
 * @param checkpoints a folder where runs leave their state, to go on from; none if empty
 */
public record TrainingOptions(
    LabelBudget budget,
    boolean groupSplit,
    int runs,
    long seed,
    String backend,
    int threads,
    Optional<Path> checkpoints) {
  /** What {@link #runs} 0 means for a benchmark. */
  public static final int BENCHMARK_RUNS = 5;

  public TrainingOptions {
    Checks.require(runs >= 0, "the number of runs must not be negative: %s", runs);
    Checks.require(threads >= 1, "the number of threads must be at least 1: %s", threads);
  }

  /** A tenth of the labels, the usual number of runs, seed 0, the best backend, all cores. */
  public static TrainingOptions defaults() {
    return new TrainingOptions(
        new LabelBudget.Rate(0.1),
        false,
        0,
        0,
        Backends.AUTO,
        Runtime.getRuntime().availableProcessors(),
        Optional.empty());
  }
}
