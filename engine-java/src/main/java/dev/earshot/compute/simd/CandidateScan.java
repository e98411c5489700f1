package dev.earshot.compute.simd;

/**
 * One row of products {@code s_j = x_i y_j} to be looked through for pairs that may change a
 * selection of neighbours: see {@link Selection} for the four tests.
 *
 * <pre>
 * s_j - columnLower_j &gt;= rowNear     y_j may be among the nearest of x_i
 * s_j - columnUpper_j &lt;= rowFar      y_j may be the farthest of x_i
 * s_j - rowLower &gt;= columnNear_j     x_i may be among the nearest of y_j
 * s_j - rowUpper &lt;= columnFar_j      x_i may be the farthest of y_j
 * </pre>
 *
 * <p>One object is filled in again for each row. The columns' arrays are read from {@code
 * firstColumn} on.
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

  /** Where the numbers j of the pairs found go, in increasing order. */
  int[] found;
}
