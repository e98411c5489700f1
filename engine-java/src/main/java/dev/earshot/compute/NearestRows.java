package dev.earshot.compute;

import java.util.Arrays;

/** Exact searches for nearest vectors among vectors in the host's memory, by Euclidean distance. */
public final class NearestRows {
  private NearestRows() {}

  /**
   * The k nearest base vectors of each query, from near to far: n x k row numbers, row-major.
   *
   * @param queries n x d
   * @param base m x d, m at least k
   * @param columns d
   */
  public static int[] of(float[] queries, float[] base, int columns, int k, Backend backend) {
    int n = queries.length / columns;
    Indices found = backend.newIndices(Math.multiplyExact(n, k));
    backend
        .neighbors()
        .kNearest(matrix(queries, columns, backend), matrix(base, columns, backend), k, found);
    return found.toArray();
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
