package dev.earshot.suggest;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import java.util.Arrays;
import java.util.List;

/**
 * Squared distances between clips. A clip's features are taken twice, standardised and as ranks,
 * each time scaled to length 1; the distance is the mean over both, from 0 to 4. A clip whose
 * features are all at the mean has length 0 and the distance 2 to all others.
 */
final class Distances {
  /** The neighbour whose distance is a measure of how far apart clips are. */
  private static final int NEIGHBOR = 10;

  /** The median is over the first clips; to sort the distances of all would take longer. */
  private static final int ASKED = 500;

  private final int n;
  private final float[] squared;

  Distances(float[] x, int columns, Backend backend) {
    n = x.length / columns;
    Matrix products = backend.newMatrix(n, n);
    double beta = 0;
    for (FeatureSpace space : List.of(FeatureSpace.UNIT, FeatureSpace.RANK)) {
      Matrix mapped = backend.newMatrix(n, columns);
      mapped.write(FeatureMap.of(space, x, columns).apply(x));
      backend.dense().multiplyTransposedB(mapped, mapped, beta, products);
      beta = 1;
    }
    squared = new float[products.size()];
    products.read(squared);
    // Both spaces give a clip the squared length `columns`.
    for (int i = 0; i < squared.length; i++) {
      squared[i] = Math.max(0, 2 - squared[i] / columns);
    }
    for (int clip = 0; clip < n; clip++) {
      squared[clip * n + clip] = 0;
    }
  }

  /** Number of clips. */
  int size() {
    return n;
  }

  /** The median squared distance of a clip to its {@value #NEIGHBOR}th nearest. */
  double typical() {
    float[] far = new float[Math.min(n, ASKED)];
    for (int i = 0; i < far.length; i++) {
      float[] sorted = Arrays.copyOfRange(squared, i * n, (i + 1) * n);
      Arrays.sort(sorted);
      // The nearest is the clip itself.
      far[i] = sorted[Math.min(NEIGHBOR, n - 1)];
    }
    Arrays.sort(far);
    return far[far.length / 2];
  }

  /**
   * How close clips are: {@code exp(-distance / scale)}, 1 for equal ones; with a scale of 0, 0 for
   * all others. n x n, symmetric.
   */
  float[] closeness(double scale) {
    float[] close = new float[squared.length];
    for (int i = 0; i < close.length; i++) {
      close[i] = squared[i] == 0 ? 1 : scale > 0 ? (float) Math.exp(-squared[i] / scale) : 0;
    }
    return close;
  }
}
