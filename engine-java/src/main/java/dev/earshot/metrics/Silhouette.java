package dev.earshot.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The silhouette, a measure of how well clusters are separated (Rousseeuw 1987): s = (b - a) /
 * max(a, b). Here a is a row's mean distance to the other rows of its cluster, and b is the
 * smallest mean distance to another cluster. In a cluster of one row, s = 0. Distances are
 * Euclidean. The result is that of scikit-learn's {@code silhouette_score}.
 */
public final class Silhouette {
  private Silhouette() {}

  /**
   * The mean of {@link #samples}, in [-1, 1].
   *
   * @param x n x columns, row-major
   * @param columns the number of values per row
   * @param labels the cluster of each row, at least 0
   * @throws IllegalArgumentException as for {@link #samples}
   */
  public static double mean(float[] x, int columns, int[] labels) {
    return Arrays.stream(samples(x, columns, labels)).average().orElseThrow();
  }

  /**
   * The silhouette of every row. The computation takes n^2 times columns steps on all cores.
   *
   * @param x n x columns, row-major
   * @param columns the number of values per row
   * @param labels the cluster of each row, at least 0
   * @throws IllegalArgumentException if sizes disagree, or there are not 2 to n - 1 clusters
   */
  public static double[] samples(float[] x, int columns, int[] labels) {
    int n = labels.length;
    if (columns < 1 || x.length != (long) n * columns) {
      throw new IllegalArgumentException(
          "%s numbers are not %s rows of %s".formatted(x.length, n, columns));
    }
    if (IntStream.of(labels).anyMatch(label -> label < 0)) {
      throw new IllegalArgumentException("a silhouette needs a cluster for every row; found -1");
    }
    var sizes = new int[IntStream.of(labels).max().orElse(-1) + 1];
    IntStream.of(labels).forEach(label -> sizes[label]++);
    long clusters = IntStream.of(sizes).filter(size -> size > 0).count();
    if (clusters < 2 || clusters >= n) {
      throw new IllegalArgumentException(
          "a silhouette of %s rows needs 2 to %s clusters; found %s".formatted(n, n - 1, clusters));
    }
    var distances = new SquaredDistances(x, columns);
    return IntStream.range(0, n)
        .parallel()
        .mapToDouble(row -> sample(distances.of(row), labels, sizes, labels[row]))
        .toArray();
  }

  private static double sample(double[] squares, int[] labels, int[] sizes, int own) {
    if (sizes[own] == 1) {
      return 0;
    }
    var sums = new double[sizes.length];
    for (int other = 0; other < labels.length; other++) {
      sums[labels[other]] += Math.sqrt(squares[other]);
    }
    double within = sums[own] / (sizes[own] - 1);
    double nearest =
        IntStream.range(0, sizes.length)
            .filter(cluster -> cluster != own && sizes[cluster] > 0)
            .mapToDouble(cluster -> sums[cluster] / sizes[cluster])
            .min()
            .orElseThrow();
    double larger = Math.max(within, nearest);
    return larger == 0 ? 0 : (nearest - within) / larger;
  }
}
