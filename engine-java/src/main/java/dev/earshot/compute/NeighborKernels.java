package dev.earshot.compute;

/**
 * Exact neighbours by Euclidean distance; ties go to the lower index. An output must not alias
 * another argument.
 */
public interface NeighborKernels {
  /**
   * Each row's nearest other rows and its farthest one, by the paper's rule: a row with a label has
   * its nearest among the other rows with the same label, and its farthest among all other rows
   * with any label. A row without a label has both among all other rows. Without any labels this is
   * a plain self-join.
   *
   * @param x n x d
   * @param labels n elements: a class, or -1 for none
   * @param nearest n x q elements, row-major, from near to far; -1 where there are too few
   * @param farthest n elements; -1 where there is none
   */
  void neighbors(Matrix x, Indices labels, int q, Indices nearest, Indices farthest);

  /**
   * The k rows of {@code base} nearest to each row of {@code queries}.
   *
   * @param queries n x d
   * @param base N x d
   * @param nearest n x k elements, row-major, from near to far; -1 where N is less than k
   */
  void kNearest(Matrix queries, Matrix base, int k, Indices nearest);
}
