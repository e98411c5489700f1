package dev.earshot.compute.simd;

import java.util.Arrays;

/**
 * Adds rows to a row of sums. All rows begin at element 0 of their arrays: only then does the
 * compiler make vector instructions of such a loop. Four rows at a time save it three of four loads
 * and stores of the sums. Where fewer rows are left, the others are {@link #NOTHING} with a factor
 * of 0: adding the product, -0, changes no bit of a sum.
 */
final class RowSums {
  /** The number of rows that are added at a time. */
  static final int ROWS = 4;

  /** The most columns of a row, so that the rows in use stay in the first-level cache. */
  static final int COLUMNS = 256;

  /** A row whose product with 0 is -0 in each column. */
  static final float[] NOTHING = nothing();

  /** With these, and the 16 bytes of an array's head, a row is 17 cache lines of 64 bytes. */
  private static final int UNUSED = 12;

  private RowSums() {}

  /**
   * Rows that all begin at the same place of a cache line, so that a loop can align all of them.
   */
  static float[][] rows(int rows) {
    return new float[rows][COLUMNS + UNUSED];
  }

  private static float[] nothing() {
    float[] row = new float[COLUMNS];
    Arrays.fill(row, -0f);
    return row;
  }

  /**
   * {@code sums = (((sums + x[k] b[k]) + x[k + 1] b[k + 1]) + x[k + 2] b[k + 2]) + x[k + 3] b[k +
   * 3]} for n columns.
   */
  static void addMultiples(float[] x, float[][] b, int k, float[] sums, int n) {
    float x0 = x[k];
    float x1 = x[k + 1];
    float x2 = x[k + 2];
    float x3 = x[k + 3];
    float[] b0 = b[k];
    float[] b1 = b[k + 1];
    float[] b2 = b[k + 2];
    float[] b3 = b[k + 3];
    for (int j = 0; j < n; j++) {
      float sum = Fused.multiplyAdd(x0, b0[j], sums[j]);
      sum = Fused.multiplyAdd(x1, b1[j], sum);
      sum = Fused.multiplyAdd(x2, b2[j], sum);
      sums[j] = Fused.multiplyAdd(x3, b3[j], sum);
    }
  }

  /**
   * As {@link #addMultiples(float[], float[][], int, float[], int)} for two rows of sums, the
   * second with the factors y. It loads b once for both.
   */
  static void addMultiples(
      float[] x, float[] y, float[][] b, int k, float[] xSums, float[] ySums, int n) {
    float x0 = x[k];
    float x1 = x[k + 1];
    float x2 = x[k + 2];
    float x3 = x[k + 3];
    float y0 = y[k];
    float y1 = y[k + 1];
    float y2 = y[k + 2];
    float y3 = y[k + 3];
    float[] b0 = b[k];
    float[] b1 = b[k + 1];
    float[] b2 = b[k + 2];
    float[] b3 = b[k + 3];
    for (int j = 0; j < n; j++) {
      float xSum = Fused.multiplyAdd(x0, b0[j], xSums[j]);
      float ySum = Fused.multiplyAdd(y0, b0[j], ySums[j]);
      xSum = Fused.multiplyAdd(x1, b1[j], xSum);
      ySum = Fused.multiplyAdd(y1, b1[j], ySum);
      xSum = Fused.multiplyAdd(x2, b2[j], xSum);
      ySum = Fused.multiplyAdd(y2, b2[j], ySum);
      xSums[j] = Fused.multiplyAdd(x3, b3[j], xSum);
      ySums[j] = Fused.multiplyAdd(y3, b3[j], ySum);
    }
  }

  /** As {@link #addMultiples} with {@code (x - b)^2} in place of {@code x b}. */
  static void addSquares(float[] x, float[][] b, int k, float[] sums, int n) {
    float x0 = x[k];
    float x1 = x[k + 1];
    float x2 = x[k + 2];
    float x3 = x[k + 3];
    float[] b0 = b[k];
    float[] b1 = b[k + 1];
    float[] b2 = b[k + 2];
    float[] b3 = b[k + 3];
    for (int j = 0; j < n; j++) {
      float d0 = x0 - b0[j];
      float d1 = x1 - b1[j];
      float d2 = x2 - b2[j];
      float d3 = x3 - b3[j];
      float sum = Fused.multiplyAdd(d0, d0, sums[j]);
      sum = Fused.multiplyAdd(d1, d1, sum);
      sum = Fused.multiplyAdd(d2, d2, sum);
      sums[j] = Fused.multiplyAdd(d3, d3, sum);
    }
  }
}
