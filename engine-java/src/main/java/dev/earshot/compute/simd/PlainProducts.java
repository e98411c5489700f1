package dev.earshot.compute.simd;

import java.util.Arrays;

/**
 * Products in plain loops: multiples of four rows of the right factor at a time are added to the
 * sums of all rows of the left factor.
 */
final class PlainProducts {
  private final VectorOps ops;
  private final float[][] b = new float[RowSums.ROWS][RowSums.COLUMNS];
  private float[][] sums = {};

  /**
   * @param ops stores the sums, and says how the right factor is laid out
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
      for (int i = 0; i < p.rows; i++) {
        start(p, continued, i, column, n);
      }
      for (int t = 0; t < p.inner; t += RowSums.ROWS) {
        int some = Math.min(RowSums.ROWS, p.inner - t);
        for (int k = 0; k < some; k++) {
          p.b.copyRow(ops.layout(), p.begin + t + k, column, n, b[k]);
        }
        add(p, t, some, squares, n);
      }
      for (int i = 0; i < p.rows; i++) {
        store(p, continued, i, column, n);
      }
    }
  }

  private void add(DenseProduct p, int t, int some, boolean squares, int n) {
    int step = p.aInnerStride;
    for (int i = 0; i < p.rows; i++) {
      int at = p.aOffset + i * p.aRowStride + t * step;
      if (some == RowSums.ROWS && squares) {
        RowSums.addSquares(
            p.a[at], p.a[at + step], p.a[at + 2 * step], p.a[at + 3 * step], b, sums[i], n);
      } else if (some == RowSums.ROWS) {
        RowSums.addMultiples(
            p.a[at], p.a[at + step], p.a[at + 2 * step], p.a[at + 3 * step], b, sums[i], n);
      } else {
        for (int k = 0; k < some; k++) {
          if (squares) {
            RowSums.addSquare(p.a[at + k * step], b[k], sums[i], n);
          } else {
            RowSums.addMultiple(p.a[at + k * step], b[k], sums[i], n);
          }
        }
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
