package dev.earshot;

import dev.earshot.base.Checks;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How to train. {@link #defaults} suits most data; each method {@code with...} changes one option.
 *
 * @param budget how many training labels may be used; all others are hidden. This is for studies of
 *     learning with few labels. If empty, the model learns from all labels
 * @param groupSplit whether every group stays in one part when clips are held out for a test
 * @param folds number of folds of the cross-validation that measures what to expect on new clips; 0
 *     for none. If empty, 5 if every clip has a label, else none. Not used with a budget
 * @param runs number of runs with a budget, or of a training without a test, each with its own
 *     seed; 0 for 5 with a budget and else 1
 * @param seed the seed of the first run; run i has {@code seed + i}
 * @param backend {@value #AUTO}, {@code simd}, {@code reference}, or the name of another that is on
 *     the path
 * @param threads number of threads, at least 1. Runs are done in parallel; if there are fewer runs
 *     than threads, a run uses several. Results do not depend on it
 * @param checkpoints the folder for checkpoints, from which a training can resume; no checkpoints
 *     if empty
 * @param pca the number of columns to which the training clips' principal components, rotated,
 *     project the vectors. Vectors that have no more columns stay as they are, and if empty all do
 * @param unknown what clips of no class are called; the model then gives their probability. If
 *     there is a class of this name, its clips are known to be of no other class. Empty if all
 *     clips are known to be of a class
 */
public record TrainingOptions(
    Optional<LabelBudget> budget,
    boolean groupSplit,
    Optional<Integer> folds,
    int runs,
    long seed,
    String backend,
    int threads,
    Optional<Path> checkpoints,
    Optional<Integer> pca,
    Optional<String> unknown) {
  /** The best backend that works on this machine. */
  public static final String AUTO = "auto";

  /** What clips of no class are called by default. */
  public static final String UNKNOWN = "unknown";

  /** The default number of runs with a budget, used if {@link #runs} is 0. */
  public static final int BENCHMARK_RUNS = 5;

  /** The default number of folds if every clip has a label. */
  public static final int FOLDS = 5;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public TrainingOptions {
    Checks.require(
        folds.isEmpty() || folds.get() == 0 || folds.get() >= 2,
        "the number of folds must be 0 or at least 2: %s",
        folds.orElse(0));
    Checks.require(runs >= 0, "the number of runs must not be negative: %s", runs);
    Checks.require(threads >= 1, "the number of threads must be at least 1: %s", threads);
    Checks.require(
        pca.orElse(1) >= 1, "the number of components must be at least 1: %s", pca.orElse(1));
  }

  /** All labels, the default numbers of folds and runs, seed 0, the best backend, all cores. */
  public static TrainingOptions defaults() {
    return new TrainingOptions(
        Optional.empty(),
        false,
        Optional.empty(),
        0,
        0,
        AUTO,
        Runtime.getRuntime().availableProcessors(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(UNKNOWN));
  }

  /** The same with a budget: the other labels are hidden. */
  public TrainingOptions withBudget(LabelBudget other) {
    return with(changed -> changed.budget = Optional.of(other));
  }

  /** The same with groups kept in one part, or not. */
  public TrainingOptions withGroupSplit(boolean other) {
    return with(changed -> changed.groupSplit = other);
  }

  /** The same with this number of folds, 0 for no cross-validation. */
  public TrainingOptions withFolds(int other) {
    return with(changed -> changed.folds = Optional.of(other));
  }

  /** The same with this number of runs. */
  public TrainingOptions withRuns(int other) {
    return with(changed -> changed.runs = other);
  }

  /** The same with this seed. */
  public TrainingOptions withSeed(long other) {
    return with(changed -> changed.seed = other);
  }

  /** The same with this backend. */
  public TrainingOptions withBackend(String other) {
    return with(changed -> changed.backend = other);
  }

  /** The same with this number of threads. */
  public TrainingOptions withThreads(int other) {
    return with(changed -> changed.threads = other);
  }

  /** The same with checkpoints in this folder. */
  public TrainingOptions withCheckpoints(Path other) {
    return with(changed -> changed.checkpoints = Optional.of(other));
  }

  /** The same with vectors projected to this number of columns. */
  public TrainingOptions withPca(int other) {
    return with(changed -> changed.pca = Optional.of(other));
  }

  /** The same with a name for clips of no class, or without one for a closed set. */
  public TrainingOptions withUnknown(Optional<String> other) {
    return with(changed -> changed.unknown = other);
  }

  private TrainingOptions with(Consumer<Changed> change) {
    var changed = new Changed(this);
    change.accept(changed);
    return changed.options();
  }

  /** Options of which some are being changed. */
  private static final class Changed {
    private Optional<LabelBudget> budget;
    private boolean groupSplit;
    private Optional<Integer> folds;
    private int runs;
    private long seed;
    private String backend;
    private int threads;
    private Optional<Path> checkpoints;
    private Optional<Integer> pca;
    private Optional<String> unknown;

    Changed(TrainingOptions from) {
      budget = from.budget;
      groupSplit = from.groupSplit;
      folds = from.folds;
      runs = from.runs;
      seed = from.seed;
      backend = from.backend;
      threads = from.threads;
      checkpoints = from.checkpoints;
      pca = from.pca;
      unknown = from.unknown;
    }

    TrainingOptions options() {
      return new TrainingOptions(
          budget, groupSplit, folds, runs, seed, backend, threads, checkpoints, pca, unknown);
    }
  }
}
