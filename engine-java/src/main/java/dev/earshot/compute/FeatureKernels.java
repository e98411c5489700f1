package dev.earshot.compute;

/**
 * What takes features, as an encoder gives them, to the space that a network was trained in, where
 * they are: on a device. In Java's memory {@code data.FeatureMap} does the same.
 *
 * <p>Statistics come as sums of two numbers, so that memory of floats holds them to twice a float's
 * precision: features far from 0 would lose what tells them apart. All is computed in double
 * precision and rounded once. A matrix that is written has no element in common with another
 * argument unless it says so.
 */
public interface FeatureKernels {
  /** The most knots that a column may have. */
  int MOST_KNOTS = 257;

  /**
   * Standardises columns: {@code y_ij = (x_ij - m_j) / s_j}, at most {@code bound} from 0, or 0
   * where s_j is 0.
   *
   * @param x n x d
   * @param statistics 4 x d: m is the sum of rows 0 and 1, s of rows 2 and 3
   * @param bound above 0, or infinite for none
   * @param y n x d, may be x
   */
  void standardize(Matrix x, Matrix statistics, double bound, Matrix y);

  /**
   * Replaces values by quantiles of their ranks. The rank of a value in its column is its place
   * among the column's knots: between two of them it is interpolated, at several that equal it the
   * middle of the first and the last, outside of all that of the nearest.
   *
   * @param x n x d
   * @param statistics as in {@link #standardize}; where s_j is 0, y_ij is 0
   * @param knots K x d, ascending in each column; K at most {@value #MOST_KNOTS}
   * @param quantiles 2 x K: the quantile of knot k is the sum of its two elements
   * @param y n x d, may be x
   */
  void rank(Matrix x, Matrix statistics, Matrix knots, Matrix quantiles, Matrix y);

  /**
   * Scales rows in place to a Euclidean length of {@code sqrt(d)}; rows of zeros stay.
   *
   * @param x n x d
   */
  void scaleRows(Matrix x);
}
