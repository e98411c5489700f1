package dev.earshot.train;

import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a training is carried out.
 *
 * @param labelRate benchmark: share of each class's training labels that is kept, in (0, 1]
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
    double labelRate,
    boolean groupSplit,
    int runs,
    long seed,
    String backend,
    int threads,
    Optional<Path> checkpoints) {
  /** What {@link #runs} 0 means for a benchmark. */
  public static final int BENCHMARK_RUNS = 5;

  public TrainingOptions {
    Checks.require(
        labelRate > 0 && labelRate <= 1, "the label rate must be in (0, 1]: %s", labelRate);
    Checks.require(runs >= 0, "the number of runs must not be negative: %s", runs);
    Checks.require(threads >= 1, "the number of threads must be at least 1: %s", threads);
  }

  /** A tenth of the labels, the usual number of runs, seed 0, the best backend, all cores. */
  public static TrainingOptions defaults() {
    return new TrainingOptions(
        0.1,
        false,
        0,
        0,
        Backends.AUTO,
        Runtime.getRuntime().availableProcessors(),
        Optional.empty());
  }
}
