package dev.earshot.cli.label;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Dataset;
import dev.earshot.method.Recipe;
import dev.earshot.metrics.DoubtfulLabels;
import dev.earshot.metrics.Interval;
import dev.earshot.metrics.Scores;
import dev.earshot.run.LabelCheck;
import dev.earshot.run.ParallelRuns;
import dev.earshot.run.Partition;
import dev.earshot.run.Trainer;
import dev.earshot.run.TrainingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How good the labels make a model: each labelled window is classified by models that have not
 * learnt from it, with all labels of the other folds and with half of them.
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

  /** How many trainings {@link #measure} takes for these folds. */
  static int trainings(List<Partition> folds) {
    return 2 * folds.size();
  }

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
  static LabelQuality measure(Dataset data, List<Partition> folds, Recipe recipe, Runnable step)
      throws IOException, InterruptedException {
    BackendProvider provider = Backends.choose(Backends.AUTO).provider();
    int threads = Runtime.getRuntime().availableProcessors();
    int classes = data.classes().size();
    List<Partition> halves = folds.stream().map(fold -> halved(data, fold)).toList();
    List<float[]> probabilities =
        ParallelRuns.of(
            trainings(folds),
            provider.runsAtATime(threads),
            run -> {
              var part = (run % 2 == 0 ? folds : halves).get(run / 2);
              try (Backend backend =
                  provider.open(ParallelRuns.threadsEach(trainings(folds), threads))) {
                var trained = Trainer.train(data, part, recipe, run / 2, backend);
                step.run();
                return trained.predictions().probabilities();
              }
            });
    float[] heldOut = joined(probabilities, 0);
    float[] withHalf = joined(probabilities, 1);
    int[] order = folds.stream().flatMapToInt(fold -> IntStream.of(fold.predicted())).toArray();
    int[] truth = IntStream.of(order).map(row -> data.labels()[row]).toArray();
    int[] predicted = Scores.predictions(heldOut, classes);
    long labels = IntStream.of(data.labels()).filter(label -> label >= 0).count();
    return new LabelQuality(
        order,
        heldOut,
        DoubtfulLabels.of(truth, heldOut, classes),
        IntStream.range(0, classes).mapToObj(c -> recall(c, truth, predicted)).toList(),
        LearningCurve.of(
            truth,
            Scores.predictions(withHalf, classes),
            predicted,
            classes,
            meanLabels(halves),
            meanLabels(folds),
            (int) labels));
  }

  /** The same with every other label of each class, and at least one. */
  private static Partition halved(Dataset data, Partition fold) {
    var seen = new int[data.classes().size()];
    int[] kept =
        IntStream.of(fold.labelled()).filter(row -> seen[data.labels()[row]]++ % 2 == 0).toArray();
    return Partition.of(data, fold.training(), kept, fold.predicted());
  }

  private static int meanLabels(List<Partition> parts) {
    return (int) parts.stream().mapToInt(Partition::labels).average().orElseThrow();
  }

  /** Every other part, from the given one on, one after the other. */
  private static float[] joined(List<float[]> parts, int first) {
    var all = new ArrayList<Float>();
    for (int i = first; i < parts.size(); i += 2) {
      for (float value : parts.get(i)) {
        all.add(value);
      }
    }
    var joined = new float[all.size()];
    for (int i = 0; i < joined.length; i++) {
      joined[i] = all.get(i);
    }
    return joined;
  }

  private static Optional<Interval> recall(int label, int[] truth, int[] predicted) {
    int[] own = IntStream.range(0, truth.length).filter(i -> truth[i] == label).toArray();
    int right = (int) IntStream.of(own).filter(i -> predicted[i] == label).count();
    return own.length == 0 ? Optional.empty() : Optional.of(Interval.wilson(right, own.length));
  }
}
