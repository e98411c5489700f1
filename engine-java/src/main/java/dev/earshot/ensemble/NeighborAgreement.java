package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.compute.NearestRows;
import dev.earshot.data.FeatureMap;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.Learner;
import dev.earshot.learner.LogisticRegression;
import dev.earshot.learner.Standardized;
import dev.earshot.learner.TrainingSet;
import dev.earshot.metrics.Sharpness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Estimates from few labels how often neighbours have the same label. It is the mean, over labelled
 * clips i and the 4 training clips j nearest to each, of the probability that j has i's label. The
 * probability is 0 or 1 if j's label is known. Otherwise a linear model that has not learnt from i
 * predicts it. The model is calibrated by its probabilities for held-out labelled clips.
 */
final class NeighborAgreement {
  private static final int NEIGHBORS = 4;
  private static final double SHARPNESS_PRIOR = 1;
  private static final Learner JUDGE =
      new Standardized(new LogisticRegression(1, true), FeatureMap.BOUND);

  private final TrainingSet data;
  private final List<int[]> folds;

  /** A fold's rows, the neighbours of each row, and the neighbours' probabilities. */
  private record Judged(int[] rows, int[] neighbors, float[] probabilities) {}

  /**
   * @param data in the feature space of the neighbour search
   * @param folds the folds of the labelled rows; if empty, one model that has learnt from all
   *     labels predicts
   */
  NeighborAgreement(TrainingSet data, List<int[]> folds) {
    this.data = data;
    this.folds = folds.isEmpty() ? List.of(data.labelled()) : folds;
  }

  /** The estimate, in [0, 1]. */
  double estimate(Backend backend) throws InterruptedException {
    int classes = data.classes();
    int[] labels = data.labels();
    int labelled = data.labelled().length;
    List<Judged> judged = new ArrayList<>();
    float[] own = new float[folds.stream().mapToInt(fold -> fold.length).sum() * classes];
    int filled = 0;
    for (int[] fold : folds) {
      TrainingSet others = fold.length == labelled ? data : data.without(fold);
      Classifier judge = JUDGE.fit(others, 0, backend);
      float[] here = judge.probabilities(data.vectors(fold), backend);
      System.arraycopy(here, 0, own, filled, here.length);
      filled += here.length;
      int[] neighbors = neighbors(fold, backend);
      judged.add(
          new Judged(fold, neighbors, judge.probabilities(data.vectors(neighbors), backend)));
    }
    int[] truth = folds.stream().flatMapToInt(Arrays::stream).map(row -> labels[row]).toArray();
    double[] ones = new double[truth.length];
    Arrays.fill(ones, 1);
    double sharpness = Sharpness.fit(own, classes, truth, ones, SHARPNESS_PRIOR);
    return mean(judged, sharpness);
  }

  private double mean(List<Judged> judged, double sharpness) {
    int classes = data.classes();
    int[] labels = data.labels();
    double sum = 0;
    int pairs = 0;
    for (Judged fold : judged) {
      Sharpness.apply(fold.probabilities(), classes, sharpness);
      int each = fold.neighbors().length / fold.rows().length;
      for (int v = 0; v < fold.neighbors().length; v++) {
        int label = labels[fold.rows()[v / each]];
        int neighbor = labels[fold.neighbors()[v]];
        boolean known = neighbor >= 0;
        sum += known ? (neighbor == label ? 1 : 0) : fold.probabilities()[v * classes + label];
        pairs++;
      }
    }
    return sum / pairs;
  }

  /** The training clips nearest to each of the rows, without the row itself. */
  private int[] neighbors(int[] rows, Backend backend) {
    int each = Math.min(NEIGHBORS, data.rows() - 1);
    int[] nearest = NearestRows.of(data.vectors(rows), data.x(), data.columns(), each + 1, backend);
    int[] neighbors = new int[rows.length * each];
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      int[] others =
          Arrays.stream(nearest, i * (each + 1), (i + 1) * (each + 1))
              .filter(other -> other != row)
              .limit(each)
              .toArray();
      System.arraycopy(others, 0, neighbors, i * each, each);
    }
    return neighbors;
  }
}
