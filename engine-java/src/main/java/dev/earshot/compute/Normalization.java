package dev.earshot.compute;

/** How a signed adjacency A becomes the matrix that a layer multiplies with. */
public enum Normalization {
  /**
   * {@code D^-1/2 S D^-1/2} with {@code S = A + w I} and {@code D_ii = sum_j |S_ij|}. With signed
   * degrees instead, subgraphs with the paper's settings would have nodes of degree 0 or less.
   */
  SYMMETRIC,
  /** {@code D^-1 S}: each row is a weighted mean of the node and its neighbours. */
  ROW,
  /** {@code D^-1 A} with {@code D_ii = sum_j |A_ij|}: the signed mean of the neighbours alone. */
  NEIGHBOR_MEAN,
  /** {@code S} itself: the signed sum over the node and its neighbours. */
  SUM
}
