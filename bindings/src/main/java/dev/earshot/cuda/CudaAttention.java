package dev.earshot.cuda;

import dev.earshot.compute.Attention;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;

/** Attention over a graph's edges by the kernels in {@code attention.cu}. */
final class CudaAttention {
  private static final int THREADS = 256;
  private static final int ROWS_PER_BLOCK = THREADS / 32;

  private final Workplace workplace;
  private Slopes slopes;

  CudaAttention(Workplace workplace) {
    this.workplace = workplace;
    this.slopes = new Slopes(workplace, 0, 0);
  }

  /** Room for the gradients by the scores of edges and of nodes, kept for the next call. */
  private static final class Slopes {
    private final long edgeElements;
    private final long nodeElements;
    private final Region edges;
    private final Region nodes;

    Slopes(Workplace workplace, long edgeElements, long nodeElements) {
      this.edgeElements = edgeElements;
      this.nodeElements = nodeElements;
      edges = Region.written(workplace.reserve(this, 4 * edgeElements), 4 * edgeElements);
      nodes = Region.written(workplace.reserve(this, 4 * nodeElements), 4 * nodeElements);
    }
  }

  private static Grid rows(int n) {
    return Grid.of(Grid.blocks(n, ROWS_PER_BLOCK), 1, THREADS);
  }

  void forward(Attention of, Epilogue epilogue, Matrix y) {
    CudaSparseMatrix graph = (CudaSparseMatrix) of.graph();
    Matrix x = of.x();
    Matrix vectors = of.vectors();
    Matrix scores = of.scores();
    Matrix attention = of.weights();
    int heads = of.heads();
    int width = of.headColumns();
    workplace.launch(
        "attend_scores",
        rows(x.rows()),
        x.rows(),
        heads,
        width,
        CudaMatrix.in(x),
        CudaMatrix.in(vectors),
        CudaMatrix.out(scores));
    workplace.launch(
        "attend_mix",
        rows(x.rows()),
        x.rows(),
        heads,
        width,
        graph.direct().in(),
        graph.direct().indices(),
        CudaMatrix.in(x),
        CudaMatrix.in(scores),
        (float) of.slope(),
        CudaDenseKernels.bias(epilogue),
        CudaDenseKernels.relu(epilogue.activation()),
        CudaMatrix.out(attention),
        CudaMatrix.out(y));
  }

  void backward(
      Attention of,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    CudaSparseMatrix graph = (CudaSparseMatrix) of.graph();
    Matrix x = of.x();
    Matrix vectors = of.vectors();
    Matrix scores = of.scores();
    Matrix attention = of.weights();
    int heads = of.heads();
    int width = of.headColumns();
    if (slopes.edgeElements < attention.size() || slopes.nodeElements < scores.size()) {
      slopes =
          new Slopes(
              workplace,
              Math.max(slopes.edgeElements, attention.size()),
              Math.max(slopes.nodeElements, scores.size()));
    }
    workplace.keep(slopes);
    workplace.launch(
        "attend_edges_backward",
        rows(x.rows()),
        x.rows(),
        heads,
        width,
        graph.direct().in(),
        graph.direct().indices(),
        CudaMatrix.in(x),
        CudaMatrix.in(scores),
        CudaMatrix.in(attention),
        CudaMatrix.in(gradient),
        (float) of.slope(),
        slopes.edges,
        slopes.nodes);
    workplace.launch(
        "attend_nodes_backward",
        rows(x.rows()),
        x.rows(),
        heads,
        width,
        graph.transposed().in(),
        graph.transposed().indices(),
        graph.transposedEntries(),
        CudaMatrix.in(vectors),
        CudaMatrix.in(attention),
        CudaMatrix.in(gradient),
        slopes.edges,
        (float) xBeta,
        slopes.nodes,
        CudaMatrix.out(xGradient));
    workplace.launch(
        "attend_vectors_backward",
        new Grid(Grid.blocks(x.columns(), 32), 1, 32, 8),
        x.rows(),
        heads,
        width,
        CudaMatrix.in(x),
        slopes.nodes,
        (float) vectorsBeta,
        CudaMatrix.out(vectorsGradient));
  }
}
