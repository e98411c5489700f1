package dev.earshot.compute.simd;

import dev.earshot.compute.Attention;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import java.util.Arrays;

/**
 * {@code SparseKernels.attend} and its backward pass. Inside, the heads of a column are side by
 * side ({@link HeadRows}), since a head alone has too few columns for a vector.
 */
final class SimdAttention {
  /** The two rows of a matrix of vectors, as neighbours. */
  private static final int[] BOTH = {0, 1};

  private final VectorOps ops;
  private final RowStore rowStore = new RowStore();
  private final HeadRows edges = new HeadRows();
  private final HeadRows pairs = new HeadRows();
  private float[] row = {};
  private float[] coefficients = {};
  private float[] slopes = {};
  private float[] nodes = {};
  private float[] nodeSlopes = {};
  private float[] pair = {};
  private float[] own = {};
  private double[] means = {};

  SimdAttention(VectorOps ops) {
    this.ops = ops;
  }

  void forward(Attention attention, Epilogue epilogue, Matrix y) {
    int heads = attention.heads();
    int width = attention.headColumns();
    int size = heads * width;
    float slope = (float) attention.slope();
    CompressedRows graph = SimdSparseMatrix.of(attention.graph()).entries();
    SimdMatrix in = SimdMatrix.of(attention.x());
    SimdMatrix score = SimdMatrix.written(attention.scores());
    SimdMatrix weight = SimdMatrix.written(attention.weights());
    SimdMatrix out = SimdMatrix.written(y);
    begin(attention, in);
    edges.nodes = nodes;
    for (int i = 0; i < in.rows(); i++) {
      pairs.row(nodes, i * size, score.data, score.row(i));
      ops.multiplyNeighbors(pairs);
    }
    rowStore.accumulate(0);
    rowStore.finish(epilogue);
    for (int i = 0; i < in.rows(); i++) {
      int first = graph.rowOffsets[i];
      int count = graph.rowOffsets[i + 1] - first;
      int at = weight.row(first);
      room(Math.max(1, count) * heads);
      softmax(score, i, graph.columnIndices, first, count, heads, slope, weight.data, at);
      scale(attention, first, count * heads, weight.data, at);
      Arrays.fill(own, 0, size, 0);
      edges.neighbors(graph.columnIndices, first, count);
      edges.row(own, 0, coefficients, 0);
      ops.addNeighbors(edges);
      byHead(own, 0, out.data, out.row(i), heads, width);
      if (!rowStore.changesNothing()) {
        PlainOps.storeFrom(
            0, out.data, out.row(i), rowStore, 0, out.data, out.row(i), out.columns());
      }
    }
  }

  /** Lays out the nodes' rows and the two vectors for {@link HeadRows}. */
  private void begin(Attention attention, SimdMatrix in) {
    int heads = attention.heads();
    int width = attention.headColumns();
    edges.shape(heads, width);
    pairs.shape(heads, width);
    pairs.neighbors(BOTH, 0, BOTH.length);
    if (nodes.length < in.rows() * in.columns()) {
      nodes = new float[in.rows() * in.columns()];
    }
    if (own.length < in.columns()) {
      own = new float[in.columns()];
      pair = new float[BOTH.length * in.columns()];
    }
    if (means.length < heads) {
      means = new double[heads];
    }
    byColumn(in, nodes, heads);
    byColumn(SimdMatrix.of(attention.vectors()), pair, heads);
    pairs.nodes = pair;
  }

  /** Rows with the heads of a column side by side. */
  private static void byColumn(SimdMatrix from, float[] to, int heads) {
    int size = from.columns();
    int width = size / heads;
    for (int i = 0; i < from.rows(); i++) {
      byColumn(from.data, from.row(i), to, i * size, heads, width);
    }
  }

  private static void byColumn(
      float[] from, int fromAt, float[] to, int toAt, int heads, int width) {
    if (heads == 1) {
      System.arraycopy(from, fromAt, to, toAt, width);
    } else {
      PlainOps.transpose(from, fromAt, width, heads, width, to, toAt, heads);
    }
  }

  /** The inverse of {@link #byColumn}. */
  private static void byHead(float[] from, SimdMatrix to, int heads) {
    int size = to.columns();
    int width = size / heads;
    for (int i = 0; i < to.rows(); i++) {
      byHead(from, i * size, to.data, to.row(i), heads, width);
    }
  }

  private static void byHead(float[] from, int fromAt, float[] to, int toAt, int heads, int width) {
    // Heads and columns change places.
    byColumn(from, fromAt, to, toAt, heads == 1 ? 1 : width, heads == 1 ? width : heads);
  }

  /** Writes n weights of a row's entries, times their factors, to {@link #coefficients}. */
  private void scale(Attention attention, int first, int n, float[] weights, int at) {
    System.arraycopy(weights, at, coefficients, 0, n);
    scale(attention, first, n, coefficients);
  }

  /** Multiplies n numbers of a row's entries by their factors. */
  private static void scale(Attention attention, int first, int n, float[] numbers) {
    if (attention.factors().isPresent()) {
      SimdMatrix factors = SimdMatrix.of(attention.factors().get());
      int from = factors.row(first);
      for (int e = 0; e < n; e++) {
        numbers[e] *= factors.data[from + e];
      }
    }
  }

  /**
   * The weights of row i's entries, one row of heads for each entry. All exponentials of the row
   * are computed in one pass, because a row has few entries.
   */
  private void softmax(
      SimdMatrix score,
      int i,
      int[] columns,
      int first,
      int count,
      int heads,
      float slope,
      float[] weights,
      int at) {
    Arrays.fill(row, 0, heads, Float.NEGATIVE_INFINITY);
    for (int k = 0; k < count; k++) {
      int source = score.row(columns[first + k]) + heads;
      for (int h = 0; h < heads; h++) {
        float z = score.data[score.row(i) + h] + score.data[source + h];
        float rectified = Math.max(z, 0) + slope * Math.min(z, 0);
        weights[at + k * heads + h] = rectified;
        row[h] = Math.max(row[h], rectified);
      }
    }
    for (int k = 0; k < count; k++) {
      for (int h = 0; h < heads; h++) {
        weights[at + k * heads + h] -= row[h];
      }
    }
    ops.exp(weights, at, weights, at, count * heads);
    for (int h = 0; h < heads; h++) {
      double sum = 0;
      for (int k = 0; k < count; k++) {
        sum += weights[at + k * heads + h];
      }
      float scale = (float) (1 / sum);
      for (int k = 0; k < count; k++) {
        weights[at + k * heads + h] *= scale;
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
    int size = heads * width;
    SimdMatrix in = SimdMatrix.of(attention.x());
    SimdMatrix inSlope = SimdMatrix.written(xGradient);
    begin(attention, in);
    if (nodeSlopes.length < in.rows() * size) {
      nodeSlopes = new float[in.rows() * size];
    }
    inSlope.scale(ops, xBeta, inSlope.offset, inSlope.size());
    byColumn(inSlope, nodeSlopes, heads);
    int each = BOTH.length * heads;
    if (slopes.length < in.rows() * each) {
      slopes = new float[in.rows() * each];
    }
    Arrays.fill(slopes, 0, in.rows() * each, 0);
    throughEdges(attention, SimdMatrix.of(gradient), in.rows());
    // dx_i,hf += dt_ih target_hf + ds_ih source_hf
    for (int i = 0; i < in.rows(); i++) {
      pairs.row(nodeSlopes, i * size, slopes, i * each);
      ops.addNeighbors(pairs);
    }
    byHead(nodeSlopes, inSlope, heads);
    // dtarget_hf += dt_ih x_i,hf, and the same for source.
    SimdMatrix vectorSlope = SimdMatrix.written(vectorsGradient);
    vectorSlope.scale(ops, vectorsBeta, vectorSlope.offset, vectorSlope.size());
    byColumn(vectorSlope, pair, heads);
    for (int i = 0; i < in.rows(); i++) {
      pairs.row(nodes, i * size, slopes, i * each);
      ops.spreadToNeighbors(pairs);
    }
    byHead(pair, vectorSlope, heads);
  }

  /**
   * Adds what comes through the edges to the gradients of the nodes' rows, and sums the gradients
   * of their scores.
   */
  private void throughEdges(Attention attention, SimdMatrix outSlope, int rows) {
    int heads = attention.heads();
    int width = attention.headColumns();
    int each = BOTH.length * heads;
    // Read from an array, because a branch on random signs is slow.
    double[] leak = {attention.slope(), 1};
    CompressedRows graph = SimdSparseMatrix.of(attention.graph()).entries();
    int[] columns = graph.columnIndices;
    SimdMatrix score = SimdMatrix.of(attention.scores());
    SimdMatrix weight = SimdMatrix.of(attention.weights());
    for (int i = 0; i < rows; i++) {
      int first = graph.rowOffsets[i];
      int count = graph.rowOffsets[i + 1] - first;
      int at = weight.row(first);
      room(count * heads);
      byColumn(outSlope.data, outSlope.row(i), own, 0, heads, width);
      edges.neighbors(columns, first, count);
      edges.nodes = nodes;
      edges.row(own, 0, row, 0);
      ops.multiplyNeighbors(edges);
      scale(attention, first, count * heads, row);
      Arrays.fill(means, 0, heads, 0);
      for (int k = 0; k < count; k++) {
        for (int h = 0; h < heads; h++) {
          means[h] += (double) weight.data[at + k * heads + h] * row[k * heads + h];
        }
      }
      scale(attention, first, count * heads, weight.data, at);
      edges.nodes = nodeSlopes;
      edges.row(own, 0, coefficients, 0);
      ops.spreadToNeighbors(edges);
      for (int k = 0; k < count; k++) {
        int j = columns[first + k];
        for (int h = 0; h < heads; h++) {
          float z = score.data[score.row(i) + h] + score.data[score.row(j) + heads + h];
          float byScore =
              (float)
                  (weight.data[at + k * heads + h]
                      * (row[k * heads + h] - means[h])
                      * leak[z > 0 ? 1 : 0]);
          slopes[i * each + h] += byScore;
          slopes[j * each + heads + h] += byScore;
        }
      }
    }
  }

  private void room(int count) {
    if (row.length < count) {
      row = new float[count];
      coefficients = new float[count];
    }
  }
}
