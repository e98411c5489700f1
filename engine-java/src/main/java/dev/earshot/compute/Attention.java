package dev.earshot.compute;

/**
 * What both passes of attention over a graph's edges work on, see {@link SparseKernels#attend}: H
 * heads of F columns each.
 *
 * @param graph n x n; its values are not looked at
 * @param x n x H F
 * @param vectors 2 x H F: what each head looks for in the receiving node, then in the giving one
 * @param slope of the leaky ReLU below 0
 * @param scores n x 2 H: the forward pass leaves each node's scores by the two vectors here
 * @param weights capacity x H: the forward pass leaves each stored entry's attention here, one row
 *     an entry; rows behind the last entry are left as they are
 */
public record Attention(
    SparseMatrix graph, Matrix x, Matrix vectors, double slope, Matrix scores, Matrix weights) {
  /** The number of heads, H. */
  public int heads() {
    return weights.columns();
  }

  /** The columns of a head, F. */
  public int headColumns() {
    return x.columns() / heads();
  }
}
