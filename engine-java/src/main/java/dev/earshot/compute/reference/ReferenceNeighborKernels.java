package dev.earshot.compute.reference;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;
import java.util.Arrays;

final class ReferenceNeighborKernels implements NeighborKernels {
  @Override
  public void neighbors(Matrix x, Indices labels, int q, Indices nearest, Indices farthest) {
    int n = x.rows();
    HeapIndices label = HeapIndices.of(labels);
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
        boolean labelled = label.get(i) >= 0;
        double distance = squaredDistance(x, i, x, j);
        if (!labelled || label.get(j) == label.get(i)) {
          insert(best, bestRows, distance, j);
        }
        if ((!labelled || label.get(j) >= 0) && distance > worst) {
          worst = distance;
          worstRow = j;
        }
      }
      HeapIndices.of(nearest).set(i * q, bestRows, 0, q);
      HeapIndices.of(farthest).set(i, worstRow);
    }
  }

  @Override
  public void kNearest(Matrix queries, Matrix base, int k, Indices nearest) {
    double[] best = new double[k];
    int[] bestRows = new int[k];
    for (int i = 0; i < queries.rows(); i++) {
      Arrays.fill(best, Double.POSITIVE_INFINITY);
      Arrays.fill(bestRows, -1);
      for (int j = 0; j < base.rows(); j++) {
        insert(best, bestRows, squaredDistance(queries, i, base, j), j);
      }
      HeapIndices.of(nearest).set(i * k, bestRows, 0, k);
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

  /**
   * Inserts a distance into the smallest ones so far, in increasing order. A new one goes behind
   * equal ones.
   */
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
