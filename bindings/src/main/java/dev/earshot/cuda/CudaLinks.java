package dev.earshot.cuda;

import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;

/**
 * The edges of a subgraph from its nodes' neighbours by the kernel in {@code link.cu}: with it a
 * whole training step, from node ids to weights, can be one recorded graph.
 */
final class CudaLinks {
  /** Up to so many nodes one block does all phases; see {@code link.cu}. */
  static final int ONE_BLOCK = 128;

  private static final int THREADS = 256;
  private static final int ROWS_PER_BLOCK = THREADS / 32;

  private final Workplace workplace;
  private Workspace workspace;

  CudaLinks(Workplace workplace) {
    this.workplace = workplace;
    workspace = new Workspace(workplace, 0, 0);
  }

  /** Room for what nodes have chosen, and for their degrees. */
  private static final class Workspace {
    private final int nodes;
    private final int choices;
    private final Region chosen;
    private final Region degrees;

    Workspace(Workplace workplace, int nodes, int choices) {
      this.nodes = nodes;
      this.choices = choices;
      long degreeBytes = 8L * nodes;
      long chosenBytes = 4L * choices;
      long address = workplace.reserve(this, degreeBytes + chosenBytes);
      degrees = Region.written(address, degreeBytes);
      chosen = Region.written(address + degreeBytes, chosenBytes);
    }
  }

  /** The phases, by their numbers in {@code link.cu}. */
  private enum Phase {
    ALL,
    CHOOSE,
    COUNT,
    OFFSETS,
    FILL,
    ENTRIES;

    Grid grid(int n) {
      int blocks =
          switch (this) {
            case ALL, OFFSETS -> 1;
            case CHOOSE -> Grid.blocks(n, THREADS);
            case COUNT, FILL, ENTRIES -> Grid.blocks(n, ROWS_PER_BLOCK);
          };
      return Grid.of(blocks, 1, THREADS);
    }
  }

  /** See {@link dev.earshot.compute.GraphKernels#join}; {@code each} is the length of a row. */
  void join(
      EdgeSettings rule,
      Indices nodes,
      int each,
      int count,
      Matrix degrees,
      CudaSparseMatrix matrix) {
    matrix.replacedOnDevice(false);
    workplace.launch(
        "join_clips",
        Grid.over(matrix.rows() + 1L, THREADS),
        degrees.rows(),
        matrix.rows(),
        each,
        count,
        CudaIndices.in(nodes),
        CudaMatrix.in(degrees),
        rule.normalization().ordinal(),
        rule.selfWeight(),
        matrix.direct().out(),
        matrix.direct().indices(),
        matrix.direct().values(),
        workplace.fault());
  }

  void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      CudaSparseMatrix matrix) {
    int n = matrix.rows();
    int choices = Math.multiplyExact(n, rule.nearest() + 1);
    if (workspace.nodes < n || workspace.choices < choices) {
      workspace =
          new Workspace(
              workplace, Math.max(workspace.nodes, n), Math.max(workspace.choices, choices));
    }
    workplace.keep(workspace);
    matrix.replacedOnDevice(true);
    Phase[] phases =
        n <= ONE_BLOCK
            ? new Phase[] {Phase.ALL}
            : new Phase[] {Phase.CHOOSE, Phase.COUNT, Phase.OFFSETS, Phase.FILL, Phase.ENTRIES};
    for (Phase phase : phases) {
      workplace.launch(
          "link_subgraph",
          phase.grid(n),
          phase.ordinal(),
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
          // The order of the names is that of the kernel's numbers.
          rule.normalization().ordinal(),
          rule.selfWeight(),
          matrix.capacity(),
          workspace.chosen,
          workspace.degrees,
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
}
