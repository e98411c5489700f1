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
  /** Rows at a time, so that they and the numbers of their edges stay in the nearest cache. */
  private static final int ROWS = 64;

  private final VectorOps ops;
  private final HeadRows edges = new HeadRows();
  private final HeadRows sums = new HeadRows();

  /** n x 2: each node with the two vectors of a head, as its neighbours. */
  private SimdSparseMatrix pairs = new SimdSparseMatrix(0, 2, 0);

  private float[] nodes = {};
  private float[] block = {};
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
    scores(attention, in, score);
    edges
        .of(heads, 2, graph)
        .own(score.data, score.offset)
        .nodes(score.data, score.offset)
        .numbers(weight.data, weight.offset);
    sums.of(heads, width, graph)
        .own(out.data, out.offset)
        .nodes(in.data, in.offset)
        .start(true)
        .finish(epilogue);
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
    }
  }

  /** The products of each node's row with the two vectors. */
  private void scores(Attention attention, SimdMatrix in, SimdMatrix score) {
    int heads = attention.heads();
    setPairs(in.rows());
    SimdMatrix vectors = SimdMatrix.of(attention.vectors());
    pair = transposed(vectors, 0, 2, heads, pair);
    edges
        .of(heads, attention.headColumns(), pairs.entries())
        .nodes(pair, 0)
        .numbers(score.data, score.offset);
    for (int from = 0; from < in.rows(); from += ROWS) {
      int to = Math.min(in.rows(), from + ROWS);
      block = transposed(in, from, to, heads, block);
      ops.multiplyNeighbors(edges.rows(from, to).own(block, -from * in.columns()));
    }
  }

  private void setPairs(int n) {
    if (pairs.rows() != n) {
      int[] offsets = new int[n + 1];
      Arrays.setAll(offsets, i -> 2 * i);
      int[] both = new int[2 * n];
      Arrays.setAll(both, e -> e % 2);
      pairs = new SimdSparseMatrix(n, 2, 2 * n);
      pairs.write(offsets, both, new double[2 * n]);
    }
  }

  /** Rows from .. to - 1, with the heads of a column side by side. */
  private float[] transposed(SimdMatrix x, int from, int to, int heads, float[] before) {
    int rows = to - from;
    float[] y = room(rows * x.columns(), before);
    if (heads == 1) {
      System.arraycopy(x.data, x.row(from), y, 0, rows * x.columns());
    } else {
      ops.transposeRows(x.data, x.row(from), rows, heads, x.columns() / heads, y, 0);
    }
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
    scale(attention, first, count, weight.data, weight.row(first));
    sums.numbers(coefficients, -first * heads);
  }

  /** Sets coefficients to some entries' numbers times their factors. */
  private void scale(Attention attention, int first, int count, float[] numbers, int at) {
    SimdMatrix factors = SimdMatrix.of(attention.factors().orElseThrow());
    int from = factors.row(first);
    int n = count * attention.heads();
    ops.multiplyEach(numbers, at, factors.data, from, coefficients, 0, n);
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
    setPairs(in.rows());
    throughEdges(attention, in, outSlope);
    setCoefficients(attention, SimdMatrix.of(attention.weights()), 0, graph.nnz());
    if (xBeta != 0) {
      inSlope.scale(ops, xBeta, inSlope.offset, inSlope.size());
    }
    sums.of(heads, width, graph.transposedPlaces())
        .own(inSlope.data, inSlope.offset)
        .nodes(outSlope.data, outSlope.offset)
        .start(xBeta == 0);
    edges
        .of(heads, width, pairs.entries())
        .own(inSlope.data, inSlope.offset)
        .nodes(vectors.data, vectors.offset)
        .numbers(slopes, 0)
        .start(false);
    for (int from = 0; from < in.rows(); from += ROWS) {
      int to = Math.min(in.rows(), from + ROWS);
      // dx_j,hf += factor_ijh attention_ijh dy_i,hf
      ops.addNeighbors(sums.rows(from, to));
      // dx_i,hf += dt_ih target_hf + ds_ih source_hf
      ops.addNeighbors(edges.rows(from, to));
    }
    // dtarget_hf += dt_ih x_i,hf, and the same for source.
    vectorSlope.scale(ops, vectorsBeta, vectorSlope.offset, vectorSlope.size());
    edges
        .of(heads, width, pairs.transposed())
        .own(vectorSlope.data, vectorSlope.offset)
        .nodes(in.data, in.offset)
        .start(false);
    ops.addNeighbors(edges.rows(0, 2));
  }

  /** Sums the gradients of the nodes' scores: n x 2 H. */
  private void throughEdges(Attention attention, SimdMatrix in, SimdMatrix outSlope) {
    int n = in.rows();
    int heads = attention.heads();
    CompressedRows graph = SimdSparseMatrix.of(attention.graph()).entries();
    SimdMatrix score = SimdMatrix.of(attention.scores());
    SimdMatrix weight = SimdMatrix.of(attention.weights());
    slopes = room(2 * n * heads, slopes);
    Arrays.fill(slopes, 0, 2 * n * heads, 0);
    nodes = transposed(in, 0, n, heads, nodes);
    for (int from = 0; from < n; from += ROWS) {
      int to = Math.min(n, from + ROWS);
      int first = graph.rowOffsets[from];
      int count = graph.rowOffsets[to] - first;
      coefficients = room(count * heads, coefficients);
      block = transposed(outSlope, from, to, heads, block);
      edges.rows(from, to).numbers(coefficients, -first * heads);
      edges
          .of(heads, attention.headColumns(), graph)
          .own(block, -from * in.columns())
          .nodes(nodes, 0);
      ops.multiplyNeighbors(edges);
      if (attention.factors().isPresent()) {
        scale(attention, first, count, coefficients, 0);
      }
      edges
          .of(heads, 2, graph)
          .own(score.data, score.offset)
          .nodes(score.data, score.offset)
          .gradient(weight.data, weight.offset, slopes);
      ops.scoreSlopes(edges, attention.slope());
    }
  }
}
