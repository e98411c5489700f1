package dev.earshot.cli.label;

import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.base.MostProbable;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.FeatureMap;
import dev.earshot.learner.LogisticRegression;
import dev.earshot.learner.Standardized;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.DoubtfulLabels;
import dev.earshot.metrics.Interval;
import dev.earshot.run.LabelCheck;
import dev.earshot.run.ParallelRuns;
import dev.earshot.run.Partition;
import dev.earshot.run.RunTrainer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How good the labels make a model: each labelled window is classified by models that have not
 * learnt from it but from the other folds. How much labels bring is measured with class-balanced
 * regression, which learns in milliseconds: once from all labels of the other folds, once from
 * half.
 *
 * @param rows the rows that were held out once, in the order of {@code heldOut}
 * @param heldOut rows x classes, the probabilities with all labels of the other folds
 * @param doubts the labels that these contradict
 * @param recalls for each class the fraction of its held-out windows that were recognised, with its
 *     95 % interval; empty for a class without one
 * @param curve what more labels are likely to bring
 */
record LabelQuality(
    int[] rows,
    float[] heldOut,
    DoubtfulLabels doubts,
    List<Optional<Interval>> recalls,
    LearningCurve curve) {
  private static final int FOLDS = 5;

  /** The inverse of the penalty of regression, for vectors of one column. */
  private static final double PENALTY = 12.8;

  /**
   * The folds.
   *
   * @throws IllegalArgumentException if no class has two labelled windows
   */
  static List<Partition> folds(Dataset data) {
    return LabelCheck.folds(data, TrainingOptions.defaults().withFolds(FOLDS));
  }

  /**
   * Measures.
   *
   * @param data labelled windows, and unlabelled ones to learn from too
   * @param folds those of {@link #folds}
   * @param recipe what is learnt
   * @param step called after each training, from several threads
   * @throws InterruptedException if the thread is interrupted
   */
  static LabelQuality measure(
      Dataset data, List<Partition> folds, RecipeSettings recipe, Runnable step)
      throws IOException, InterruptedException {
    BackendProvider provider = Backends.choose(Backends.AUTO).provider();
    int threads = Runtime.getRuntime().availableProcessors();
    int threadsEach = ParallelRuns.threadsEach(folds.size(), threads);
    int classes = data.classes().size();
    List<Fold> learnt =
        ParallelRuns.of(
            folds.size(),
            provider.runsAtATime(threads),
            i -> {
              try (Backend backend = provider.open(threadsEach)) {
                var all = folds.get(i);
                var half = halved(data, all);
                var fold =
                    new Fold(
                        RunTrainer.train(data, all, recipe, i, backend)
                            .predictions()
                            .probabilities(),
                        regression(data, all, backend),
                        regression(data, half, backend),
                        half.labels());
                step.run();
                return fold;
              }
            });
    float[] heldOut = joined(learnt, Fold::heldOut);
    int[] order = folds.stream().flatMapToInt(fold -> IntStream.of(fold.predicted())).toArray();
    int[] truth = IntStream.of(order).map(row -> data.labels()[row]).toArray();
    int[] predicted = MostProbable.of(heldOut, classes);
    long labels = IntStream.of(data.labels()).filter(label -> label >= 0).count();
    return new LabelQuality(
        order,
        heldOut,
        DoubtfulLabels.of(truth, heldOut, classes),
        IntStream.range(0, classes).mapToObj(c -> recall(c, truth, predicted)).toList(),
        LearningCurve.of(
            new LearningCurve.HeldOut(
                truth,
                predicted,
                MostProbable.of(joined(learnt, Fold::byHalf), classes),
                MostProbable.of(joined(learnt, Fold::byAll), classes)),
            classes,
            (int) learnt.stream().mapToInt(Fold::labelsOfHalf).average().orElseThrow(),
            (int) folds.stream().mapToInt(Partition::labels).average().orElseThrow(),
            (int) labels));
  }

  /**
   * The held-out probabilities of a fold.
   *
   * @param heldOut by the recipe
   * @param byAll by regression that learnt from all labels of the other folds
   * @param byHalf by regression that learnt from half of them
   * @param labelsOfHalf how many labels that are
   */
  private record Fold(float[] heldOut, float[] byAll, float[] byHalf, int labelsOfHalf) {}

  private static float[] regression(Dataset data, Partition part, Backend backend)
      throws InterruptedException {
    return new Standardized(
            new LogisticRegression(PENALTY / data.columns(), true), FeatureMap.BOUND)
        .fit(part.trainingSet(data), 0, backend)
        .probabilities(data.select(part.predicted()).x(), backend);
  }

  /** The same with every other label of each class, and at least one. */
  private static Partition halved(Dataset data, Partition fold) {
    var seen = new int[data.classes().size()];
    int[] kept =
        IntStream.of(fold.labelled()).filter(row -> seen[data.labels()[row]]++ % 2 == 0).toArray();
    return Partition.of(data, fold.training(), kept, fold.predicted());
  }

  private static float[] joined(List<Fold> folds, Function<Fold, float[]> part) {
    var joined = new float[folds.stream().mapToInt(fold -> part.apply(fold).length).sum()];
    int at = 0;
    for (var fold : folds) {
      float[] own = part.apply(fold);
      System.arraycopy(own, 0, joined, at, own.length);
      at += own.length;
    }
    return joined;
  }

  private static Optional<Interval> recall(int label, int[] truth, int[] predicted) {
    int[] own = IntStream.range(0, truth.length).filter(i -> truth[i] == label).toArray();
    int right = (int) IntStream.of(own).filter(i -> predicted[i] == label).count();
    return own.length == 0 ? Optional.empty() : Optional.of(Interval.wilson(right, own.length));
  }
}
