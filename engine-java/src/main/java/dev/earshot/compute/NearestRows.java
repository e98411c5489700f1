package dev.earshot.compute;

import java.util.Arrays;

/** Exact searches for nearest vectors among vectors in the host's memory, by Euclidean distance. */
public final class NearestRows {
  private NearestRows() {}

  /** Searches among base vectors that have been copied to a backend. */
  public interface Search {
    /**
     * The k nearest base vectors of each query, from near to far: n x k row numbers, row-major.
     *
     * @param queries n x d
     */
    int[] nearest(float[] queries);
  }

  /**
   * Copies base vectors to a backend, for many searches.
   *
   * @param base m x d, m at least k
   * @param columns d
   * @param rows the largest number of queries of a search, at least 1
   */
  public static Search among(float[] base, int columns, int k, int rows, Backend backend) {
    Matrix known = matrix(base, columns, backend);
    Matrix wanted = backend.newMatrix(rows, columns);
    Indices found = backend.newIndices(Math.multiplyExact(rows, k));
    Runnable search = backend.record(() -> backend.neighbors().kNearest(wanted, known, k, found));
    return queries -> {
      int n = queries.length / columns;
      // In the rows after the last query are old ones. Their results are left out.
      wanted.rowRange(0, n).write(queries);
      search.run();
      int[] nearest = found.toArray();
      return n == rows ? nearest : Arrays.copyOf(nearest, n * k);
    };
  }

  /**
   * The k nearest base vectors of each query, from near to far: n x k row numbers, row-major.
   *
   * @param queries n x d
   * @param base m x d, m at least k
   * @param columns d
   */
  public static int[] of(float[] queries, float[] base, int columns, int k, Backend backend) {
    int n = queries.length / columns;
    return n == 0 ? new int[0] : among(base, columns, k, n, backend).nearest(queries);
  }

  /**
   * The k nearest other vectors of each vector, from near to far: n x k row numbers, row-major; -1
   * where there are fewer.
   *
   * @param x n x d
   * @param columns d
   */
  public static int[] ofOthers(float[] x, int columns, int k, Backend backend) {
    int n = x.length / columns;
    int[] none = new int[n];
    Arrays.fill(none, -1);
    Indices found = backend.newIndices(Math.multiplyExact(n, k));
    backend
        .neighbors()
        .neighbors(
            matrix(x, columns, backend), backend.indicesOf(none), k, found, backend.newIndices(n));
    return found.toArray();
  }

  private static Matrix matrix(float[] x, int columns, Backend backend) {
    Matrix matrix = backend.newMatrix(x.length / columns, columns);
    matrix.write(x);
    return matrix;
  }
}
