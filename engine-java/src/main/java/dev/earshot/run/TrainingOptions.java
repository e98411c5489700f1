package dev.earshot.run;

import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.EncoderChoice;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Options of a training. {@link TrainingPlan} says what they lead to.
 *
 * @param budget how many training labels may be used; all others are hidden. This is for studies of
 *     learning with few labels. If empty, the model learns from all labels
 * @param groupSplit whether every group stays in one part when clips are held out for a test
 * @param folds number of folds of the cross-validation that measures what to expect on new clips; 0
 *     for none. If empty, 5 if every clip has a label, else none. Not used with a budget
 * @param runs number of runs with a budget, or of a training without a test, each with its own
 *     seed; 0 for 5 with a budget and else 1
 * @param seed the seed of the first run; run i has {@code seed + i}
 * @param backend a name for {@link Backends#choose}
 * @param threads number of threads, at least 1. Runs are done in parallel; if there are fewer runs
 *     than threads, a run uses several. Results do not depend on it
 * @param checkpoints the folder for checkpoints, from which a training can resume; no checkpoints
 *     if empty
 * @param pca the number of columns to which the training clips' principal components, rotated,
 *     project the vectors ({@link dev.earshot.data.Projection}). Vectors that have no more columns
 *     stay as they are, and if empty all do
 * @param encoderChoice how the encoder was chosen; it is written to {@code config.json} and changes
 *     nothing else
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
    Optional<EncoderChoice> encoderChoice,
    Optional<String> unknown) {
  /** What clips of no class are called by default. */
  public static final String UNKNOWN = "unknown";

  /** The default number of runs with a budget, used if {@link #runs} is 0. */
  public static final int BENCHMARK_RUNS = 5;

  /** The default number of folds if every clip has a label. */
  public static final int FOLDS = 5;

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
        Backends.AUTO,
        Runtime.getRuntime().availableProcessors(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(UNKNOWN));
  }

  /** The same with a budget: the other labels are hidden. */
  public TrainingOptions withBudget(LabelBudget other) {
    return new TrainingOptions(
        Optional.of(other),
        groupSplit,
        folds,
        runs,
        seed,
        backend,
        threads,
        checkpoints,
        pca,
        encoderChoice,
        unknown);
  }

  /** The same with groups kept in one part, or not. */
  public TrainingOptions withGroupSplit(boolean other) {
    return new TrainingOptions(
        budget,
        other,
        folds,
        runs,
        seed,
        backend,
        threads,
        checkpoints,
        pca,
        encoderChoice,
        unknown);
  }

  /** The same with this number of folds, 0 for no cross-validation. */
  public TrainingOptions withFolds(int other) {
    return new TrainingOptions(
        budget,
        groupSplit,
        Optional.of(other),
        runs,
        seed,
        backend,
        threads,
        checkpoints,
        pca,
        encoderChoice,
        unknown);
  }

  /** The same with this number of runs. */
  public TrainingOptions withRuns(int other) {
    return new TrainingOptions(
        budget,
        groupSplit,
        folds,
        other,
        seed,
        backend,
        threads,
        checkpoints,
        pca,
        encoderChoice,
        unknown);
  }

  /** The same with this seed. */
  public TrainingOptions withSeed(long other) {
    return new TrainingOptions(
        budget,
        groupSplit,
        folds,
        runs,
        other,
        backend,
        threads,
        checkpoints,
        pca,
        encoderChoice,
        unknown);
  }

  /** The same with this backend. */
  public TrainingOptions withBackend(String other) {
    return new TrainingOptions(
        budget,
        groupSplit,
        folds,
        runs,
        seed,
        other,
        threads,
        checkpoints,
        pca,
        encoderChoice,
        unknown);
  }

  /** The same with this number of threads. */
  public TrainingOptions withThreads(int other) {
    return new TrainingOptions(
        budget,
        groupSplit,
        folds,
        runs,
        seed,
        backend,
        other,
        checkpoints,
        pca,
        encoderChoice,
        unknown);
  }

  /** The same with checkpoints in this folder. */
  public TrainingOptions withCheckpoints(Path folder) {
    return new TrainingOptions(
        budget,
        groupSplit,
        folds,
        runs,
        seed,
        backend,
        threads,
        Optional.of(folder),
        pca,
        encoderChoice,
        unknown);
  }

  /** The same with vectors projected to this number of columns. */
  public TrainingOptions withPca(int components) {
    return new TrainingOptions(
        budget,
        groupSplit,
        folds,
        runs,
        seed,
        backend,
        threads,
        checkpoints,
        Optional.of(components),
        encoderChoice,
        unknown);
  }

  /** The same with a note of how the encoder was chosen. */
  public TrainingOptions withEncoderChoice(EncoderChoice choice) {
    return new TrainingOptions(
        budget,
        groupSplit,
        folds,
        runs,
        seed,
        backend,
        threads,
        checkpoints,
        pca,
        Optional.of(choice),
        unknown);
  }

  /** The same with a name for clips of no class, or without one for a closed set. */
  public TrainingOptions withUnknown(Optional<String> name) {
    return new TrainingOptions(
        budget,
        groupSplit,
        folds,
        runs,
        seed,
        backend,
        threads,
        checkpoints,
        pca,
        encoderChoice,
        name);
  }
}
