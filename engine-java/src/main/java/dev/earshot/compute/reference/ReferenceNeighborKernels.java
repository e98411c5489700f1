package dev.earshot.compute.reference;

import dev.earshot.compute.Checks;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;
import java.util.Arrays;

final class ReferenceNeighborKernels implements NeighborKernels {
  @Override
  public void neighbors(Matrix x, Indices labels, int q, Indices nearest, Indices farthest) {
    int n = x.rows();
    Checks.length(labels, n, "labels");
    Checks.length(nearest, n * q, "nearest");
    Checks.length(farthest, n, "farthest");
    int[] label = HeapIndices.data(labels);
    double[] best = new double[q];
    int[] bestRows = new int[q];
    for (int i = 0; i < n; i++) {
      Arrays.fill(best, Double.POSITIVE_INFINITY);
      Arrays.fill(bestRows, -1);
      double worst = Double.NEGATIVE_INFINITY;
      int worstRow = -1;
      for (int j = 0; j < n; j++) {
        if (j == i) {
          continue;
        }
        boolean labelled = label[i] >= 0;
        double distance = squaredDistance(x, i, x, j);
        if (!labelled || label[j] == label[i]) {
          insert(best, bestRows, distance, j);
        }
        if ((!labelled || label[j] >= 0) && distance > worst) {
          worst = distance;
          worstRow = j;
        }
      }
      System.arraycopy(bestRows, 0, HeapIndices.data(nearest), i * q, q);
      HeapIndices.data(farthest)[i] = worstRow;
    }
  }

  @Override
  public void kNearest(Matrix queries, Matrix base, int k, Indices nearest) {
    Checks.shape(queries, queries.rows(), base.columns(), "queries");
    Checks.length(nearest, queries.rows() * k, "nearest");
    double[] best = new double[k];
    int[] bestRows = new int[k];
    for (int i = 0; i < queries.rows(); i++) {
      Arrays.fill(best, Double.POSITIVE_INFINITY);
      Arrays.fill(bestRows, -1);
      for (int j = 0; j < base.rows(); j++) {
        insert(best, bestRows, squaredDistance(queries, i, base, j), j);
      }
      System.arraycopy(bestRows, 0, HeapIndices.data(nearest), i * k, k);
    }
  }

  private static double squaredDistance(Matrix a, int i, Matrix b, int j) {
    double sum = 0;
    for (int k = 0; k < a.columns(); k++) {
      double difference = ReferenceMatrix.of(a).get(i, k) - ReferenceMatrix.of(b).get(j, k);
      sum += difference * difference;
    }
    return sum;
  }

  /** Keeps the smallest distances in increasing order; an equal one goes behind. */
  private static void insert(double[] best, int[] rows, double distance, int row) {
    int place = best.length;
    while (place > 0 && distance < best[place - 1]) {
      place--;
    }
    if (place == best.length) {
      return;
    }
    System.arraycopy(best, place, best, place + 1, best.length - place - 1);
    System.arraycopy(rows, place, rows, place + 1, rows.length - place - 1);
    best[place] = distance;
    rows[place] = row;
  }
}
