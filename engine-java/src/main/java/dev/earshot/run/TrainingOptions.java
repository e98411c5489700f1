package dev.earshot.run;

import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Options of a training.
 *
 * @param budget the training labels that may be used, in a benchmark
 * @param groupSplit whether every group stays in one part, in a benchmark
 * @param runs number of runs, each with its own split and initial weights; 0 for 5 runs in a
 *     benchmark and 1 in real use
 * @param seed the seed of the first run; run i has {@code seed + i}
 * @param backend a name for {@link Backends#choose}
 * @param threads number of threads, at least 1. Runs are done in parallel; if there are fewer runs
 *     than threads, a run uses several. Results do not depend on it
 * @param checkpoints the folder for checkpoints, from which a training can resume; no checkpoints
 *     if empty
 */
public record TrainingOptions(
    LabelBudget budget,
    boolean groupSplit,
    int runs,
    long seed,
    String backend,
    int threads,
    Optional<Path> checkpoints) {
  /** The default number of runs of a benchmark, used if {@link #runs} is 0. */
  public static final int BENCHMARK_RUNS = 5;

  public TrainingOptions {
    Checks.require(runs >= 0, "the number of runs must not be negative: %s", runs);
    Checks.require(threads >= 1, "the number of threads must be at least 1: %s", threads);
  }

  /** A tenth of the labels, the default number of runs, seed 0, the best backend, all cores. */
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
