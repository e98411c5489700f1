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

  private RowSums() {}

  private static float[] nothing() {
    float[] row = new float[COLUMNS];
    Arrays.fill(row, -0f);
    return row;
  }

  /** {@code sums = (((sums + x0 b0) + x1 b1) + x2 b2) + x3 b3} for n columns. */
  static void addMultiples(
      float x0, float x1, float x2, float x3, float[][] b, float[] sums, int n) {
    float[] b0 = b[0];
    float[] b1 = b[1];
    float[] b2 = b[2];
    float[] b3 = b[3];
    for (int j = 0; j < n; j++) {
      float sum = Fused.multiplyAdd(x0, b0[j], sums[j]);
      sum = Fused.multiplyAdd(x1, b1[j], sum);
      sum = Fused.multiplyAdd(x2, b2[j], sum);
      sums[j] = Fused.multiplyAdd(x3, b3[j], sum);
    }
  }

  /** As {@link #addMultiples} with {@code (x - b)^2} in place of {@code x b}. */
  static void addSquares(float x0, float x1, float x2, float x3, float[][] b, float[] sums, int n) {
    float[] b0 = b[0];
    float[] b1 = b[1];
    float[] b2 = b[2];
    float[] b3 = b[3];
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
