package dev.earshot.compute.simd;

import java.util.Arrays;

/**
 * Products in plain loops: multiples of four rows of the right factor at a time are added to two
 * rows of sums. A block of the right factor and the sums of some rows stay in the second-level
 * cache.
 */
final class PlainProducts {
  /** The most rows of sums at a time, and the most rows in a block of the right factor. */
  private static final int BLOCK = 128;

  private final VectorOps ops;
  private final float[][] b = new float[BLOCK][];
  private final float[] x = new float[BLOCK];
  private final float[] y = new float[BLOCK];
  private float[][] room = {};
  private float[][] sums = {};

  /**
   * @param ops stores the sums
   */
  PlainProducts(VectorOps ops) {
    this.ops = ops;
  }

  void multiply(DenseProduct p) {
    run(p, p.store.startsSums(p.inner), false);
  }

  void squaredDistances(DenseProduct p) {
    run(p, false, true);
  }

  private void run(DenseProduct p, boolean continued, boolean squares) {
    makeRoom(Math.min(BLOCK, p.rows), Math.min(BLOCK, p.inner));
    for (int i = 0; i < p.rows; i += BLOCK) {
      for (int column = 0; column < p.b.columns; column += RowSums.COLUMNS) {
        int n = Math.min(RowSums.COLUMNS, p.b.columns - column);
        run(p, continued, squares, i, Math.min(BLOCK, p.rows - i), column, n);
      }
    }
  }

  /** All rows are made at once: then they begin at the same place of a cache line. */
  private void makeRoom(int rows, int inner) {
    if (sums.length < rows || room.length < inner) {
      float[][] made = RowSums.rows(Math.max(rows, sums.length) + Math.max(inner, room.length));
      sums = Arrays.copyOf(made, Math.max(rows, sums.length));
      room = Arrays.copyOfRange(made, sums.length, made.length);
    }
  }

  private void run(
      DenseProduct p, boolean continued, boolean squares, int i, int rows, int column, int n) {
    startAll(p, continued, i, rows, column, n);
    for (int t = 0; t < p.inner; t += BLOCK) {
      int some = Math.min(BLOCK, p.inner - t);
      copyRows(p, t, some, column, n);
      add(p, squares, i, rows, t, some, n);
    }
    storeAll(p, continued, i, rows, column, n);
  }

  // Each loop is a method: the JVM compiles a long method again for each loop that it is in.

  private void startAll(DenseProduct p, boolean continued, int i, int rows, int column, int n) {
    for (int r = 0; r < rows; r++) {
      start(p, continued, i + r, column, n, sums[r]);
    }
  }

  private void copyRows(DenseProduct p, int t, int some, int column, int n) {
    for (int k = 0; k < some; k++) {
      p.b.copyRow(p.begin + t + k, column, n, room[k]);
      b[k] = room[k];
    }
    Arrays.fill(b, some, whole(some), RowSums.NOTHING);
  }

  private void storeAll(DenseProduct p, boolean continued, int i, int rows, int column, int n) {
    for (int r = 0; r < rows; r++) {
      store(p, continued, i + r, column, n, sums[r]);
    }
  }

  private void add(DenseProduct p, boolean squares, int i, int rows, int t, int some, int n) {
    int r = 0;
    for (; r + 1 < rows && !squares; r += 2) {
      copyFactors(p, i + r, t, some, x);
      copyFactors(p, i + r + 1, t, some, y);
      addMultiples(sums[r], sums[r + 1], some, n);
    }
    for (; r < rows; r++) {
      copyFactors(p, i + r, t, some, x);
      if (squares) {
        addSquares(sums[r], some, n);
      } else {
        addMultiples(sums[r], some, n);
      }
    }
  }

  private static void copyFactors(DenseProduct p, int i, int t, int some, float[] to) {
    int at = p.aOffset + i * p.aRowStride + t * p.aInnerStride;
    if (p.aInnerStride == 1) {
      System.arraycopy(p.a, at, to, 0, some);
    } else {
      for (int k = 0; k < some; k++) {
        to[k] = p.a[at + k * p.aInnerStride];
      }
    }
    Arrays.fill(to, some, whole(some), 0);
  }

  /** The number of rows with those that are added together with the last ones. */
  private static int whole(int rows) {
    return (rows + RowSums.ROWS - 1) / RowSums.ROWS * RowSums.ROWS;
  }

  private void addMultiples(float[] xSums, float[] ySums, int some, int n) {
    for (int k = 0; k < some; k += RowSums.ROWS) {
      RowSums.addMultiples(x, y, b, k, xSums, ySums, n);
    }
  }

  private void addMultiples(float[] xSums, int some, int n) {
    for (int k = 0; k < some; k += RowSums.ROWS) {
      RowSums.addMultiples(x, b, k, xSums, n);
    }
  }

  private void addSquares(float[] xSums, int some, int n) {
    for (int k = 0; k < some; k += RowSums.ROWS) {
      RowSums.addSquares(x, b, k, xSums, n);
    }
  }

  private void start(DenseProduct p, boolean continued, int i, int column, int n, float[] row) {
    if (continued && p.store.beta == 1) {
      System.arraycopy(p.c, p.cOffset + i * p.cStride + column, row, 0, n);
    } else if (continued && p.store.biased) {
      System.arraycopy(p.store.bias, p.store.biasOffset + column, row, 0, n);
    } else {
      Arrays.fill(row, 0, n, 0);
    }
  }

  private void store(DenseProduct p, boolean continued, int i, int column, int n, float[] row) {
    int to = p.cOffset + i * p.cStride + column;
    if (!continued) {
      ops.store(row, 0, p.store, column, p.c, to, n);
      return;
    }
    if (p.store.relu) {
      PlainOps.limit(row, p.store.least(), n);
    }
    System.arraycopy(row, 0, p.c, to, n);
  }
}
