package dev.earshot.compute;

/**
 * Gathering and scattering of rows, and the random corruptions of the self-supervised tasks. All
 * random numbers come from {@link Philox} at (column block, row, step, stream) and have the same
 * bits on every backend. An output must not alias another argument unless its parameter allows it.
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
   * First {@code y = beta y}, then {@code y[rows_i] += x_i}: the gradient of {@link #gatherRows}.
   * Rows that occur several times add up.
   *
   * @param x n x d
   * @param rows n elements in 0 .. N - 1
   * @param y N x d
   */
  void scatterAddRows(Matrix x, Indices rows, double beta, Matrix y);

  /**
   * {@code y = x + N(0, variance)} with independent noise for each element ({@link Philox#normal}),
   * computed in double before rounding.
   *
   * @param y may be x
   */
  void noise(Matrix x, double variance, RandomSource random, Matrix y);

  /**
   * Draws distinct rows: those with the smallest random words. A row's random word is word 0 at
   * block 0, compared as an unsigned number. Ties go to the lower row.
   *
   * @param rows its length, at most n, is the number of rows to draw; receives the drawn rows in
   *     the order of their random words
   * @param mask n elements: 1 for a drawn row, else 0
   */
  void drawRows(RandomSource random, Indices rows, Indices mask);

  /**
   * {@code y_i = x_i + beta y_i} where {@code mask_i = 0}, else {@code y_i = beta y_i}.
   *
   * @param y may be x when beta is 0
   */
  void maskRows(Matrix x, Indices mask, double beta, Matrix y);

  /**
   * Draws a permutation that moves only {@code count} random rows, those that {@link #drawRows}
   * would draw, among themselves. The k-th of them in increasing order gets as its source the k-th
   * in the order of their random words. A row may be its own source.
   *
   * @param source n elements: row i of the shuffled matrix is row {@code source_i}
   * @param own n elements: 1 where {@code source_i = i}, else 0
   */
  void drawPermutation(int count, RandomSource random, Indices source, Indices own);

  /**
   * Inverted dropout: {@code y = x / (1 - rate) + beta y} for every element whose random number
   * ({@link Philox#uniform}) is at least {@code rate}, else {@code y = beta y}. The operation is
   * linear, so the same call at the same step is also its backward pass.
   *
   * @param rate at least 0 and less than 1
   * @param y may be x when beta is 0
   */
  void dropout(Matrix x, double rate, RandomSource random, double beta, Matrix y);

  /**
   * Inverted dropout of the stored entries of a sparse matrix: {@link #dropout} of its values,
   * taken as one row in the order in which they are stored.
   *
   * @param x its entries were written by the host, not by a kernel
   * @param rate at least 0 and less than 1
   * @param y another matrix that was written with the same row offsets and columns; only its values
   *     change
   */
  void dropEntries(SparseMatrix x, double rate, RandomSource random, SparseMatrix y);

  /**
   * Mixes pairs of rows (mixup, Zhang et al. 2018). The rows are paired from both ends of an order:
   * with {@code p = rows_k} and {@code q = rows_(n-1-k)},
   *
   * <pre>y_p = lambda x_p + (1 - lambda) x_q + beta y_p</pre>
   *
   * One number lambda serves all pairs. It is uniform in (0, 1), which is the distribution Beta(1,
   * 1): {@link Philox#uniform} at row 0, column 4. The operation is its own transpose, so the same
   * call at the same step is also its backward pass.
   *
   * @param x n x d
   * @param rows a permutation of 0 .. n - 1, such as {@link #drawRows} gives for all rows
   * @param y n x d
   */
  void mixRows(Matrix x, Indices rows, RandomSource random, double beta, Matrix y);

  /**
   * {@code y_ij = x_ij + beta y_ij} where {@code mask_j = 0}, else {@code y_ij = beta y_ij}.
   *
   * @param x n x d
   * @param mask d elements
   * @param y n x d, may be x when beta is 0
   */
  void maskColumns(Matrix x, Indices mask, double beta, Matrix y);
}
