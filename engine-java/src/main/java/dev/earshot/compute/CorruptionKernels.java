package dev.earshot.compute;

/**
 * Moving rows about and the random corruptions of the self-supervised tasks. All randomness is
 * {@link Philox} at (column block, row, step, stream), the same bits on every backend. What is
 * written has no element in common with another argument unless it says so.
 */
public interface CorruptionKernels {
  /**
   * {@code y_i = x[rows_i]}.
   *
   * @param x N x d
   * @param rows n elements in 0 .. N - 1
   * @param y n x d
   */
  void gatherRows(Matrix x, Indices rows, Matrix y);

  /**
   * {@code y[rows_i] += x_i} after {@code y = beta y}: the gradient of {@link #gatherRows}.
   * Repeated rows add up.
   *
   * @param x n x d
   * @param rows n elements in 0 .. N - 1
   * @param y N x d
   */
  void scatterAddRows(Matrix x, Indices rows, double beta, Matrix y);

  /**
   * {@code y = x + N(0, variance)}, each element with noise of its own ({@link Philox#normal}, in
   * double before rounding).
   *
   * @param y may be x
   */
  void noise(Matrix x, double variance, RandomSource random, Matrix y);

  /**
   * Draws distinct rows: those with the smallest random words (word 0 at block 0, as an unsigned
   * number; ties to the lower row).
   *
   * @param rows as many elements as rows are to be drawn, at most n: the rows in the order of their
   *     random words
   * @param mask n elements: 1 for a drawn row, else 0
   */
  void drawRows(RandomSource random, Indices rows, Indices mask);

  /**
   * {@code y_i = x_i} where {@code mask_i = 0} and 0 where it is 1, after {@code y = beta y}.
   *
   * @param y may be x when beta is 0
   */
  void maskRows(Matrix x, Indices mask, double beta, Matrix y);

  /**
   * Draws a permutation that moves only {@code count} random rows among themselves: the rows of
   * {@link #drawRows} in increasing order take the places of the same rows in the order of their
   * random words. Rows may land on themselves.
   *
   * @param source n elements: row i of the shuffled matrix is row {@code source_i}
   * @param own n elements: 1 where {@code source_i = i}, else 0
   */
  void drawPermutation(int count, RandomSource random, Indices source, Indices own);

  /**
   * Inverted dropout: {@code y = x / (1 - rate)} where the element's random number ({@link
   * Philox#uniform}) is at least {@code rate}, else 0, after {@code y = beta y}. Being linear it is
   * its own backward pass, at the same step.
   *
   * @param rate at least 0 and less than 1
   * @param y may be x when beta is 0
   */
  void dropout(Matrix x, double rate, RandomSource random, double beta, Matrix y);
}
