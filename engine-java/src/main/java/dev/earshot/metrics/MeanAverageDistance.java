package dev.earshot.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The mean average distance (MAD), a measure of how smooth node representations are (Chen et al.,
 * "Measuring and Relieving the Over-smoothing Problem for Graph Neural Networks from the
 * Topological View", AAAI 2020). It is the mean over nodes of each node's mean cosine distance 1 -
 * cos(h_i, h_j) to all others. As in the paper, a node's mean is over the distances that are not 0.
 * Nodes without such a distance do not count in the mean over nodes. Near 0, all nodes look the
 * same.
 */
public final class MeanAverageDistance {
  /** Below this, a double-precision cosine cannot tell a distance from 0. */
  private static final double ZERO = 1e-12;

  private MeanAverageDistance() {}

  /**
   * MAD over all pairs, in [0, 2]; 0 if no two nodes differ. A row of zeros has no direction, so
   * its distance to every other row is 1, as in scikit-learn. The computation takes n^2 times
   * columns steps on all cores.
   *
   * @param h n x columns, row-major
   * @param columns the number of values per row
   * @throws IllegalArgumentException if there are no rows, or the size is not a multiple of {@code
   *     columns}
   */
  public static double of(float[] h, int columns) {
    if (columns < 1 || h.length == 0 || h.length % columns != 0) {
      throw new IllegalArgumentException(
          "%s numbers are not rows of %s".formatted(h.length, columns));
    }
    int n = h.length / columns;
    double[] directions = directions(h, n, columns);
    double[] means =
        IntStream.range(0, n).parallel().mapToDouble(row -> mean(directions, n, row)).toArray();
    return Arrays.stream(means).filter(m -> m > 0).average().orElse(0);
  }

  /** Divides each row by its Euclidean length. Rows of zeros stay unchanged. */
  private static double[] directions(float[] h, int n, int columns) {
    var directions = new double[h.length];
    for (int row = 0; row < n; row++) {
      double squares = 0;
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        squares += (double) h[i] * h[i];
      }
      double length = squares == 0 ? 1 : Math.sqrt(squares);
      for (int i = row * columns; i < (row + 1) * columns; i++) {
        directions[i] = h[i] / length;
      }
    }
    return directions;
  }

  private static double mean(double[] directions, int n, int row) {
    int columns = directions.length / n;
    double sum = 0;
    int count = 0;
    for (int other = 0; other < n; other++) {
      double cosine = 0;
      for (int i = 0; i < columns; i++) {
        cosine += directions[row * columns + i] * directions[other * columns + i];
      }
      if (other != row && 1 - cosine > ZERO) {
        sum += 1 - cosine;
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }
}
