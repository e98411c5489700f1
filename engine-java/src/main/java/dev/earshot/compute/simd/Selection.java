package dev.earshot.compute.simd;

import java.util.Arrays;

/**
 * The nearest and the farthest points found so far for each of n points, by distances in double,
 * ties to the lower index. What is kept does not depend on the order of the offers.
 *
 * <p>For a quick test of a pair (i, j) by a float product s of the two, {@link CenteredRows} gives
 * {@code lower} and {@code upper} such that the squared distance is within {@code 2 (lower_i +
 * lower_j - s)} and {@code 2 (upper_i + upper_j - s)}. So j can only be new among the nearest of i
 * if {@code s - lower_j >= near_i = lower_i - best_i / 2}, best_i being the largest distance kept,
 * and the new farthest only if {@code s - upper_j <= far_i = upper_i - worst_i / 2}.
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
   * @param k how many nearest are wanted
   * @param anyFarthest whether the farthest is wanted too
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

  /** Point j as one of the nearest of point i. */
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

  /** Point j as the farthest of point i. */
  void offerFar(int i, int j, double distance) {
    if (distance > farthestDistances[i] || (distance == farthestDistances[i] && j < farthest[i])) {
      farthestDistances[i] = distance;
      farthest[i] = j;
      far[i] = (float) (points.upper[i] - distance / 2);
    }
  }

  /** Takes in what another selection for the same points has found. */
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
