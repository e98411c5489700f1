package dev.earshot.compute.simd;

import java.util.Arrays;

/**
 * Products in plain loops: multiples of four rows of the right factor at a time are added to the
 * sums of all rows of the left factor.
 */
final class PlainProducts {
  private final VectorOps ops;
  private final float[][] room = new float[RowSums.ROWS][RowSums.COLUMNS];
  private final float[][] b = new float[RowSums.ROWS][];
  private float[][] sums = {};

  /**
   * @param ops stores the sums
   */
  PlainProducts(VectorOps ops) {
    this.ops = ops;
  }

  void multiply(DenseProduct p) {
    boolean continued = p.store.startsSums(p.inner);
    run(p, continued, false);
  }

  void squaredDistances(DenseProduct p) {
    run(p, false, true);
  }

  private void run(DenseProduct p, boolean continued, boolean squares) {
    if (sums.length < p.rows) {
      sums = new float[p.rows][RowSums.COLUMNS];
    }
    for (int column = 0; column < p.b.columns; column += RowSums.COLUMNS) {
      int n = Math.min(RowSums.COLUMNS, p.b.columns - column);
      startAll(p, continued, column, n);
      for (int t = 0; t < p.inner; t += RowSums.ROWS) {
        int some = Math.min(RowSums.ROWS, p.inner - t);
        copyRows(p, t, some, column, n);
        add(p, t, some, squares, n);
      }
      storeAll(p, continued, column, n);
    }
  }

  // Each loop is a method: the JVM compiles a long method again for each loop that it is in.

  private void startAll(DenseProduct p, boolean continued, int column, int n) {
    for (int i = 0; i < p.rows; i++) {
      start(p, continued, i, column, n);
    }
  }

  private void copyRows(DenseProduct p, int t, int some, int column, int n) {
    for (int k = 0; k < RowSums.ROWS; k++) {
      if (k < some) {
        p.b.copyRow(p.begin + t + k, column, n, room[k]);
      }
      b[k] = k < some ? room[k] : RowSums.NOTHING;
    }
  }

  private void storeAll(DenseProduct p, boolean continued, int column, int n) {
    for (int i = 0; i < p.rows; i++) {
      store(p, continued, i, column, n);
    }
  }

  private void add(DenseProduct p, int t, int some, boolean squares, int n) {
    int step = p.aInnerStride;
    for (int i = 0; i < p.rows; i++) {
      int at = p.aOffset + i * p.aRowStride + t * step;
      float x0 = p.a[at];
      float x1 = some > 1 ? p.a[at + step] : 0;
      float x2 = some > 2 ? p.a[at + 2 * step] : 0;
      float x3 = some > 3 ? p.a[at + 3 * step] : 0;
      if (squares) {
        RowSums.addSquares(x0, x1, x2, x3, b, sums[i], n);
      } else {
        RowSums.addMultiples(x0, x1, x2, x3, b, sums[i], n);
      }
    }
  }

  private void start(DenseProduct p, boolean continued, int i, int column, int n) {
    if (continued && p.store.beta == 1) {
      System.arraycopy(p.c, p.cOffset + i * p.cStride + column, sums[i], 0, n);
    } else if (continued && p.store.biased) {
      System.arraycopy(p.store.bias, p.store.biasOffset + column, sums[i], 0, n);
    } else {
      Arrays.fill(sums[i], 0, n, 0);
    }
  }

  private void store(DenseProduct p, boolean continued, int i, int column, int n) {
    int to = p.cOffset + i * p.cStride + column;
    if (!continued) {
      ops.store(sums[i], 0, p.store, column, p.c, to, n);
      return;
    }
    if (p.store.relu) {
      PlainOps.limit(sums[i], p.store.least(), n);
    }
    System.arraycopy(sums[i], 0, p.c, to, n);
  }
}
