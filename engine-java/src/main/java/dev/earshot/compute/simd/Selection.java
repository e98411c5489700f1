package dev.earshot.compute.simd;

import java.util.Arrays;

/**
 * The nearest points and the farthest point found so far for each of n points, by distances in
 * double. Ties go to the lower index. The result does not depend on the order of the offers.
 *
 * <p>A pair (i, j) can be tested quickly with its float product s. {@link CenteredRows} gives
 * {@code lower} and {@code upper} such that the squared distance is between {@code 2 (lower_i +
 * lower_j - s)} and {@code 2 (upper_i + upper_j - s)}. Let best_i be the largest of the k smallest
 * squared distances of i, and worst_i its largest squared distance so far. Point j can only become
 * one of the nearest of i if {@code s - lower_j >= near_i = lower_i - best_i / 2}. It can only
 * become the farthest if {@code s - upper_j <= far_i = upper_i - worst_i / 2}.
 */
final class Selection {
  final float[] near;
  final float[] far;
  final int[] nearest;
  final int[] farthest;
  private final int k;
  private final CenteredRows points;
  private final double[] nearestDistances;
  private final double[] farthestDistances;

  /**
   * @param k the number of nearest points to find
   * @param anyFarthest whether to find the farthest point too
   */
  Selection(CenteredRows points, int k, boolean anyFarthest) {
    int n = points.count();
    this.k = k;
    this.points = points;
    near = filled(n, k > 0 ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
    far = filled(n, anyFarthest ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY);
    nearest = new int[n * k];
    farthest = new int[n];
    nearestDistances = new double[n * k];
    farthestDistances = new double[n];
    Arrays.fill(nearest, -1);
    Arrays.fill(farthest, -1);
    Arrays.fill(nearestDistances, Double.POSITIVE_INFINITY);
    Arrays.fill(farthestDistances, Double.NEGATIVE_INFINITY);
  }

  private static float[] filled(int n, float value) {
    float[] array = new float[n];
    Arrays.fill(array, value);
    return array;
  }

  /** Offers point j as one of the nearest of point i. */
  void offerNear(int i, int j, double distance) {
    int first = i * k;
    int place = first + k;
    while (place > first && isLess(distance, j, place - 1)) {
      place--;
    }
    if (place == first + k) {
      return;
    }
    int last = first + k - 1;
    System.arraycopy(nearestDistances, place, nearestDistances, place + 1, last - place);
    System.arraycopy(nearest, place, nearest, place + 1, last - place);
    nearestDistances[place] = distance;
    nearest[place] = j;
    near[i] = (float) (points.lower[i] - nearestDistances[last] / 2);
  }

  private boolean isLess(double distance, int row, int place) {
    return distance < nearestDistances[place]
        || (distance == nearestDistances[place] && row < nearest[place]);
  }

  /** Offers point j as the farthest of point i. */
  void offerFar(int i, int j, double distance) {
    if (distance > farthestDistances[i] || (distance == farthestDistances[i] && j < farthest[i])) {
      farthestDistances[i] = distance;
      farthest[i] = j;
      far[i] = (float) (points.upper[i] - distance / 2);
    }
  }

  /** Offers everything that another selection has found for the same points. */
  void merge(Selection other) {
    for (int i = 0; i < farthest.length; i++) {
      for (int place = i * k; place < (i + 1) * k && other.nearest[place] >= 0; place++) {
        offerNear(i, other.nearest[place], other.nearestDistances[place]);
      }
      if (other.farthest[i] >= 0) {
        offerFar(i, other.farthest[i], other.farthestDistances[i]);
      }
    }
  }
}
