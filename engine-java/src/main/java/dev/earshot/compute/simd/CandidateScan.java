package dev.earshot.compute.simd;

/**
 * A search in one row of products {@code s_j = x_i y_j} for pairs that may change a selection of
 * neighbours. {@link Selection} derives the four tests:
 *
 * <pre>
 * s_j - columnLower_j &gt;= rowNear     y_j may be among the nearest of x_i
 * s_j - columnUpper_j &lt;= rowFar      y_j may be the farthest of x_i
 * s_j - rowLower &gt;= columnNear_j     x_i may be among the nearest of y_j
 * s_j - rowUpper &lt;= columnFar_j      x_i may be the farthest of y_j
 * </pre>
 *
 * <p>One object is reused for all rows. The columns' arrays are read from {@code firstColumn} on.
 */
final class CandidateScan {
  float[] products;
  int at;
  int count;
  int firstColumn;
  float rowLower;
  float rowUpper;
  float rowNear;
  float rowFar;
  float[] columnLower;
  float[] columnUpper;
  float[] columnNear;
  float[] columnFar;

  /** Receives the numbers j of the pairs found, in increasing order. */
  int[] found;
}
