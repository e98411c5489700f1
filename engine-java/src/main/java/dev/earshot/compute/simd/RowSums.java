package dev.earshot.compute.simd;

/**
 * Adds rows to a row of sums. All rows begin at element 0 of their arrays: only then does the
 * compiler make vector instructions of such a loop. Four rows at a time save it three of four loads
 * and stores of the sums.
 */
final class RowSums {
  /** The number of rows that are added at a time. */
  static final int ROWS = 4;

  /** The most columns of a row, so that the rows in use stay in the first-level cache. */
  static final int COLUMNS = 256;

  private RowSums() {}

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

  /** {@code sums = sums + x b} for n columns. */
  static void addMultiple(float x, float[] b, float[] sums, int n) {
    for (int j = 0; j < n; j++) {
      sums[j] = Fused.multiplyAdd(x, b[j], sums[j]);
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

  /** As {@link #addMultiple} with {@code (x - b)^2} in place of {@code x b}. */
  static void addSquare(float x, float[] b, float[] sums, int n) {
    for (int j = 0; j < n; j++) {
      float difference = x - b[j];
      sums[j] = Fused.multiplyAdd(difference, difference, sums[j]);
    }
  }
}
