package dev.earshot.compute.simd;

import dev.earshot.compute.Attention;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import java.util.Arrays;

/**
 * {@code SparseKernels.attend} and its backward pass. Sums over neighbours use the rows as they
 * are. Products of rows use transposed ones, where the heads of a column are side by side, since a
 * head alone has too few columns for a vector.
 */
final class SimdAttention {
  /** Rows of the graph at a time, so that the numbers of their edges stay in the nearest cache. */
  private static final int ROWS = 64;

  private final VectorOps ops;
  private final RowStore rowStore = new RowStore();
  private final HeadRows edges = new HeadRows();
  private final HeadRows sums = new HeadRows();

  /** n x 2: each node with the two vectors of a head, as its neighbours. */
  private SimdSparseMatrix pairs = new SimdSparseMatrix(0, 2, 0);

  private float[] nodes = {};
  private float[] outer = {};
  private float[] pair = {};
  private float[] coefficients = {};
  private float[] slopes = {};

  SimdAttention(VectorOps ops) {
    this.ops = ops;
  }

  void forward(Attention attention, Epilogue epilogue, Matrix y) {
    int heads = attention.heads();
    int width = attention.headColumns();
    CompressedRows graph = SimdSparseMatrix.of(attention.graph()).entries();
    SimdMatrix in = SimdMatrix.of(attention.x());
    SimdMatrix score = SimdMatrix.written(attention.scores());
    SimdMatrix weight = SimdMatrix.written(attention.weights());
    SimdMatrix out = SimdMatrix.written(y);
    begin(attention, in);
    ops.multiplyNeighbors(
        edges
            .of(heads, width, pairs.entries())
            .rows(0, in.rows())
            .own(nodes, 0)
            .nodes(pair, 0)
            .numbers(score.data, score.offset));
    edges
        .of(heads, 2, graph)
        .own(score.data, score.offset)
        .nodes(score.data, score.offset)
        .numbers(weight.data, weight.offset);
    sums.of(heads, width, graph).own(out.data, out.offset).nodes(in.data, in.offset).start(true);
    rowStore.accumulate(0);
    rowStore.finish(epilogue);
    for (int from = 0; from < in.rows(); from += ROWS) {
      int to = Math.min(in.rows(), from + ROWS);
      int first = graph.rowOffsets[from];
      int count = graph.rowOffsets[to] - first;
      int at = weight.row(first);
      ops.neighborScores(edges.rows(from, to), (float) attention.slope());
      ops.exp(weight.data, at, weight.data, at, count * heads);
      ops.normalizeNeighbors(edges);
      setCoefficients(attention, weight, first, count);
      ops.addNeighbors(sums.rows(from, to));
      for (int i = from; i < to && !rowStore.changesNothing(); i++) {
        ops.store(out.data, out.row(i), rowStore, 0, out.data, out.row(i), out.columns());
      }
    }
  }

  /** Transposes the nodes' rows and the two vectors. */
  private void begin(Attention attention, SimdMatrix in) {
    int n = in.rows();
    if (pairs.rows() != n) {
      int[] offsets = new int[n + 1];
      Arrays.setAll(offsets, i -> 2 * i);
      int[] both = new int[2 * n];
      Arrays.setAll(both, e -> e % 2);
      pairs = new SimdSparseMatrix(n, 2, 2 * n);
      pairs.write(offsets, both, new double[2 * n]);
    }
    nodes = transposed(in, attention.heads(), nodes);
    pair = transposed(SimdMatrix.of(attention.vectors()), attention.heads(), pair);
  }

  private float[] transposed(SimdMatrix x, int heads, float[] before) {
    float[] y = room(x.size(), before);
    ops.transposeRows(x.data, x.offset, x.rows(), heads, x.columns() / heads, y, 0);
    return y;
  }

  private static float[] room(int count, float[] before) {
    return before.length < count ? new float[count] : before;
  }

  /** Has the sums use the weights of these entries times their factors. */
  private void setCoefficients(Attention attention, SimdMatrix weight, int first, int count) {
    int heads = attention.heads();
    if (attention.factors().isEmpty()) {
      sums.numbers(weight.data, weight.offset);
      return;
    }
    coefficients = room(count * heads, coefficients);
    System.arraycopy(weight.data, weight.row(first), coefficients, 0, count * heads);
    scale(attention, first, count, coefficients);
    // The first of all entries would stand before the array.
    sums.numbers(coefficients, -first * heads);
  }

  /** Multiplies numbers of entries from {@code first} on by their factors. */
  private static void scale(Attention attention, int first, int count, float[] numbers) {
    if (attention.factors().isPresent()) {
      SimdMatrix factors = SimdMatrix.of(attention.factors().get());
      float[] by = factors.data;
      int from = factors.row(first);
      for (int e = 0; e < count * attention.heads(); e++) {
        numbers[e] *= by[from + e];
      }
    }
  }

  void backward(
      Attention attention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    int heads = attention.heads();
    int width = attention.headColumns();
    SimdSparseMatrix graph = SimdSparseMatrix.of(attention.graph());
    SimdMatrix in = SimdMatrix.of(attention.x());
    SimdMatrix outSlope = SimdMatrix.of(gradient);
    SimdMatrix inSlope = SimdMatrix.written(xGradient);
    SimdMatrix vectors = SimdMatrix.of(attention.vectors());
    SimdMatrix vectorSlope = SimdMatrix.written(vectorsGradient);
    begin(attention, in);
    outer = transposed(outSlope, heads, outer);
    throughEdges(attention, in.rows());
    // dx_j,hf += factor_ijh attention_ijh dy_i,hf
    setCoefficients(attention, SimdMatrix.of(attention.weights()), 0, graph.nnz());
    inSlope.scale(ops, xBeta, inSlope.offset, inSlope.size());
    sums.of(heads, width, graph.transposed())
        .rows(0, in.rows())
        .own(inSlope.data, inSlope.offset)
        .nodes(outSlope.data, outSlope.offset);
    ops.addNeighbors(sums.start(xBeta == 0));
    // dx_i,hf += dt_ih target_hf + ds_ih source_hf
    sums.of(heads, width, pairs.entries())
        .nodes(vectors.data, vectors.offset)
        .numbers(slopes, 0);
    ops.addNeighbors(sums.start(false));
    // dtarget_hf += dt_ih x_i,hf, and the same for source.
    vectorSlope.scale(ops, vectorsBeta, vectorSlope.offset, vectorSlope.size());
    sums.of(heads, width, pairs.transposed())
        .rows(0, 2)
        .own(vectorSlope.data, vectorSlope.offset)
        .nodes(in.data, in.offset);
    ops.addNeighbors(sums.start(false));
  }

  /** Sums the gradients of the nodes' scores: n x 2 H. */
  private void throughEdges(Attention attention, int n) {
    int heads = attention.heads();
    CompressedRows graph = SimdSparseMatrix.of(attention.graph()).entries();
    SimdMatrix score = SimdMatrix.of(attention.scores());
    SimdMatrix weight = SimdMatrix.of(attention.weights());
    slopes = room(2 * n * heads, slopes);
    Arrays.fill(slopes, 0, 2 * n * heads, 0);
    for (int from = 0; from < n; from += ROWS) {
      int to = Math.min(n, from + ROWS);
      int first = graph.rowOffsets[from];
      int count = graph.rowOffsets[to] - first;
      coefficients = room(count * heads, coefficients);
      edges.rows(from, to).numbers(coefficients, -first * heads);
      edges.of(heads, attention.headColumns(), graph).own(outer, 0).nodes(nodes, 0);
      ops.multiplyNeighbors(edges);
      scale(attention, first, count, coefficients);
      edges
          .of(heads, 2, graph)
          .own(score.data, score.offset)
          .nodes(score.data, score.offset);
      ops.scoreSlopes(edges, weight.data, weight.offset, attention.slope(), slopes);
    }
  }
}
