package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.compute.NearestRows;
import dev.earshot.data.Dataset;
import dev.earshot.data.Partition;
import dev.earshot.method.GraphClassifier;
import dev.earshot.method.MemberKind;
import dev.earshot.metrics.Sharpness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How often near clips share a label, from few labels: the mean, over labelled clips i and the 4
 * training clips j nearest to each, of the probability that j has i's label. That is 0 or 1 where
 * j's label is known. Where it is not, a linear model that has not learnt from i is asked, its
 * sharpness fitted to the labelled clips that it has not learnt from.
 */
final class NeighborAgreement {
  private static final int NEIGHBORS = 4;
  private static final double PENALTY = 1;
  private static final double SHARPNESS_PRIOR = 1;

  private final Dataset data;
  private final Partition partition;
  private final List<int[]> folds;

  /** A fold's neighbours, so many of each clip in turn, with their probabilities. */
  private record Judged(int[] rows, int[] neighbors, float[] probabilities) {}

  /**
   * @param data in the space where neighbours are sought
   * @param folds of the labelled rows; without any, a model that has learnt from all is asked
   */
  NeighborAgreement(Dataset data, Partition partition, List<int[]> folds) {
    this.data = data;
    this.partition = partition;
    this.folds = folds.isEmpty() ? List.of(partition.labelled()) : folds;
  }

  /** The estimate, in [0, 1]. */
  double estimate(Backend backend) throws InterruptedException {
    int classes = data.classes().size();
    List<Judged> judged = new ArrayList<>();
    float[] own = new float[folds.stream().mapToInt(fold -> fold.length).sum() * classes];
    int filled = 0;
    for (int[] fold : folds) {
      boolean all = fold.length == partition.labelled().length;
      Partition parts = all ? partition : partition.holdingBack(fold);
      GraphClassifier judge =
          new LinearFit(data, parts, MemberKind.LINEAR, backend).solve(PENALTY, backend);
      float[] here = judge.probabilities(data.select(fold).x(), backend);
      System.arraycopy(here, 0, own, filled, here.length);
      filled += here.length;
      int[] neighbors = neighbors(fold, backend);
      judged.add(
          new Judged(fold, neighbors, judge.probabilities(data.select(neighbors).x(), backend)));
    }
    int[] truth =
        folds.stream().flatMapToInt(Arrays::stream).map(row -> data.labels()[row]).toArray();
    double[] ones = new double[truth.length];
    Arrays.fill(ones, 1);
    double sharpness = Sharpness.fit(own, classes, truth, ones, SHARPNESS_PRIOR);
    return mean(judged, sharpness);
  }

  private double mean(List<Judged> judged, double sharpness) {
    int classes = data.classes().size();
    Set<Integer> known = new HashSet<>();
    Arrays.stream(partition.labelled()).forEach(known::add);
    double sum = 0;
    int pairs = 0;
    for (Judged fold : judged) {
      Sharpness.apply(fold.probabilities(), classes, sharpness);
      int each = fold.neighbors().length / fold.rows().length;
      for (int v = 0; v < fold.neighbors().length; v++) {
        int label = data.labels()[fold.rows()[v / each]];
        int neighbor = fold.neighbors()[v];
        boolean same = known.contains(neighbor) && data.labels()[neighbor] == label;
        sum +=
            known.contains(neighbor) ? (same ? 1 : 0) : fold.probabilities()[v * classes + label];
        pairs++;
      }
    }
    return sum / pairs;
  }

  /** The training clips nearest to each of the rows, itself left out. */
  private int[] neighbors(int[] rows, Backend backend) {
    int[] training = partition.training();
    int each = Math.min(NEIGHBORS, training.length - 1);
    int[] nearest =
        NearestRows.of(
            data.select(rows).x(), data.select(training).x(), data.columns(), each + 1, backend);
    int[] neighbors = new int[rows.length * each];
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      int[] others =
          Arrays.stream(nearest, i * (each + 1), (i + 1) * (each + 1))
              .map(t -> training[t])
              .filter(other -> other != row)
              .limit(each)
              .toArray();
      System.arraycopy(others, 0, neighbors, i * each, each);
    }
    return neighbors;
  }
}
