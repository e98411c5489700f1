package dev.earshot.compute;

/**
 * Maps an encoder's features into the feature space in which a network was trained, in a device's
 * memory. In Java's memory {@code data.FeatureMap} does the same.
 *
 * <p>Each statistic is given as the sum of two numbers, so that two floats hold it with twice a
 * float's precision. With one float, features far from 0 would lose the digits in which they
 * differ. Everything is computed in double precision and rounded once. An output must not alias
 * another argument unless its parameter allows it.
 */
public interface FeatureKernels {
  /** The most knots that a column may have. */
  int MOST_KNOTS = 257;

  /**
   * Standardises columns: {@code y_ij = (x_ij - m_j) / s_j}, clipped to {@code -bound .. bound}.
   * Where s_j is 0, y_ij is 0.
   *
   * @param x n x d
   * @param statistics 4 x d: m is the sum of rows 0 and 1, s of rows 2 and 3
   * @param bound above 0, or infinite for none
   * @param y n x d, may be x
   */
  void standardize(Matrix x, Matrix statistics, double bound, Matrix y);

  /**
   * Replaces values by quantiles of their ranks. The rank of a value is its position among its
   * column's knots. Between two knots the position is interpolated. If several knots equal the
   * value, it is the middle of the first and the last of them. Outside the knots' range it is the
   * position of the nearest knot.
   *
   * @param x n x d
   * @param statistics as in {@link #standardize}; where s_j is 0, y_ij is 0
   * @param knots K x d, ascending in each column; K at most {@value #MOST_KNOTS}
   * @param quantiles 2 x K: the quantile of knot k is the sum of its two elements
   * @param y n x d, may be x
   */
  void rank(Matrix x, Matrix statistics, Matrix knots, Matrix quantiles, Matrix y);

  /**
   * Scales rows in place to a Euclidean length of {@code sqrt(d)}; rows of zeros stay zero.
   *
   * @param x n x d
   */
  void scaleRows(Matrix x);
}
