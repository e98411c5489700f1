package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;

/**
 * The edges of a subgraph from its nodes' neighbours by the kernel in {@code link.cu}: with it a
 * whole training step, from node ids to weights, can be one recorded graph.
 */
final class CudaLinkKernels {
  /** The most nodes whose pairs fit into a block's memory. */
  static final int MOST_NODES = 192;

  private static final int THREADS = 256;

  private final Workplace workplace;

  CudaLinkKernels(Workplace workplace) {
    this.workplace = workplace;
  }

  /**
   * Replaces the entries of {@code adjacency}, on the device.
   *
   * @param nearest n x {@code rule.nearest()} elements, as {@code NeighborKernels.neighbors} leaves
   *     them
   * @param blindNearest the same, found without regard to labels
   * @param farthest n elements
   * @param blindChoice decides in which steps which node is treated blind
   * @param adjacency n x n with room for all entries
   */
  void link(
      LinkRule rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency) {
    int n = adjacency.rows();
    Checks.require(n <= MOST_NODES, "a subgraph of %d nodes; at most %d fit", n, MOST_NODES);
    Checks.require(adjacency.columns() == n, "an adjacency of %d x %d", n, adjacency.columns());
    Checks.length(nearest, n * rule.nearest(), "nearest");
    Checks.length(blindNearest, n * rule.nearest(), "blindNearest");
    Checks.length(farthest, n, "farthest");
    CudaSparseMatrix matrix = (CudaSparseMatrix) adjacency;
    matrix.replacedOnDevice();
    workplace.launch(
        "link_subgraph",
        Grid.of(1, 1, THREADS),
        n,
        rule.nearest(),
        CudaIndices.in(nearest),
        CudaIndices.in(blindNearest),
        rule.farthest() ? CudaIndices.in(farthest) : Region.NONE,
        rule.blindShare(),
        blindChoice.seed(),
        blindChoice.stream(),
        CudaIndices.in(blindChoice.step()),
        rule.symmetric() ? 1 : 0,
        rule.weighting().ordinal(),
        rule.selfWeight(),
        matrix.capacity(),
        matrix.direct().out(),
        matrix.direct().indices(),
        matrix.direct().values(),
        matrix.transposed().out(),
        matrix.transposed().indices(),
        matrix.transposed().values(),
        matrix.transposedEntries(),
        workplace.fault());
  }
}
