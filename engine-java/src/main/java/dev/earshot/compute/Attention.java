package dev.earshot.compute;

import java.util.Optional;

/**
 * The arguments of both passes of attention over a graph's edges, see {@link SparseKernels#attend}.
 * There are H heads of F columns each.
 *
 * @param graph n x n; its values are not used, only the positions of its entries
 * @param x n x H F
 * @param vectors 2 x H F, the learnt vectors of each head: row 0 for the receiving node (target),
 *     row 1 for the giving node (source)
 * @param slope slope of the leaky ReLU below 0
 * @param scores n x 2 H: the forward pass writes here each node's products with the two vectors
 * @param weights capacity x H: the forward pass writes here the attention weight of each stored
 *     entry, one row for each entry; rows after the last entry are not changed
 * @param factors capacity x H: a factor of each attention weight in the sum over the neighbours,
 *     such as 0 for a weight that is dropped; without it all factors are 1
 */
public record Attention(
    SparseMatrix graph,
    Matrix x,
    Matrix vectors,
    double slope,
    Matrix scores,
    Matrix weights,
    Optional<Matrix> factors) {
  /** The number of heads, H. */
  public int heads() {
    return weights.columns();
  }

  /** The columns of a head, F. */
  public int headColumns() {
    return x.columns() / heads();
  }
}
