package dev.earshot.suggest;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import java.util.Arrays;

/**
 * How close clips are to each other: {@code exp(-|x - y|^2 / s)}, 1 for equal ones. x and y hold a
 * clip's standardised features beside their ranks, both of length 1. The scale s is {@value #WIDTH}
 * times the median squared distance of a clip to its {@value #NEIGHBOR}th nearest.
 */
final class Closeness {
  private static final int NEIGHBOR = 10;
  private static final double WIDTH = 3;

  /** The median is over the first clips; to sort the distances of all would take longer. */
  private static final int ASKED = 500;

  private final int n;

  /** Of every pair, n x n; symmetric. */
  private final float[] of;

  Closeness(float[] x, int columns, Backend backend) {
    n = x.length / columns;
    float[] products = new float[Math.multiplyExact(n, n)];
    Matrix sums = backend.newMatrix(n, n);
    double beta = 0;
    for (FeatureSpace space : new FeatureSpace[] {FeatureSpace.UNIT, FeatureSpace.RANK}) {
      Matrix mapped = backend.newMatrix(n, columns);
      mapped.write(FeatureMap.of(space, x, columns).apply(x));
      backend.dense().multiplyTransposedB(mapped, mapped, beta, sums);
      beta = 1;
    }
    sums.read(products);
    // Both spaces give each clip the squared length `columns`, so a product of 2 columns is a
    // distance of 0. A clip of constant features has length 0, and counts as far from all.
    for (int i = 0; i < products.length; i++) {
      products[i] = Math.max(0, 2 - products[i] / columns);
    }
    double scale = WIDTH * medianNeighborDistance(products);
    for (int i = 0; i < products.length; i++) {
      products[i] = scale > 0 ? (float) Math.exp(-products[i] / scale) : products[i] == 0 ? 1 : 0;
    }
    of = products;
  }

  private double medianNeighborDistance(float[] distances) {
    float[] far = new float[Math.min(n, ASKED)];
    for (int i = 0; i < far.length; i++) {
      float[] sorted = Arrays.copyOfRange(distances, i * n, (i + 1) * n);
      Arrays.sort(sorted);
      // The nearest is the clip itself.
      far[i] = sorted[Math.min(NEIGHBOR, n - 1)];
    }
    Arrays.sort(far);
    return far[far.length / 2];
  }

  /** Number of clips. */
  int size() {
    return n;
  }

  float between(int a, int b) {
    return of[a * n + b];
  }
}
