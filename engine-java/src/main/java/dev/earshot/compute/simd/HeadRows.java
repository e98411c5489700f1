package dev.earshot.compute.simd;

import dev.earshot.compute.Epilogue;

/**
 * Rows of nodes and numbers of edges for attention with H heads, in rows {@code from .. to - 1} of
 * a graph. Fields are set anew for each call; no object is made.
 */
final class HeadRows {
  /** H. */
  int heads;

  /** F, the columns of a head; a node's row has H F elements. */
  int width;

  CompressedRows graph = new CompressedRows(0, 0);
  int from;
  int to;

  /** Rows of all nodes, gathered as neighbours. */
  float[] nodes = {};

  int nodesAt;

  /** Rows of the nodes whose neighbours these are. */
  float[] own = {};

  int ownAt;

  /**
   * A number of each edge and head: the edge that is entry e of the graph has row e; of a
   * transposed graph, {@code graph.origins[e]}.
   */
  float[] numbers = {};

  int numbersAt;

  /** The weights of attention, as numbers, and the gradients of the nodes' scores from 0 on. */
  float[] weights = {};

  int weightsAt;
  float[] slopes = {};

  /** Row i's sums begin at the elements from {@code startAt + i startStride} on. */
  float[] start = {};

  int startAt;
  int startStride;

  /** Is added to the sums: H F elements from {@code biasAt} on. */
  float[] bias = {};

  int biasAt;

  /** Sums are at least this: 0 for ReLU, negative infinity for no activation. */
  float least;

  private float[] zeros = {};

  /** Sets the shape and the graph. */
  HeadRows of(int newHeads, int newWidth, CompressedRows newGraph) {
    heads = newHeads;
    width = newWidth;
    graph = newGraph;
    return this;
  }

  /** Sets the rows of the graph. */
  HeadRows rows(int first, int end) {
    from = first;
    to = end;
    return this;
  }

  HeadRows nodes(float[] data, int at) {
    nodes = data;
    nodesAt = at;
    return this;
  }

  HeadRows own(float[] data, int at) {
    own = data;
    ownAt = at;
    return this;
  }

  HeadRows numbers(float[] data, int at) {
    numbers = data;
    numbersAt = at;
    return this;
  }

  HeadRows gradient(float[] newWeights, int at, float[] newSlopes) {
    weights = newWeights;
    weightsAt = at;
    slopes = newSlopes;
    return this;
  }

  /** Begins sums at the own rows, or at 0, without bias and activation. */
  HeadRows start(boolean atZero) {
    int size = heads * width;
    if (zeros.length < size) {
      zeros = new float[size];
    }
    start = atZero ? zeros : own;
    startAt = atZero ? 0 : ownAt;
    startStride = atZero ? 0 : size;
    bias = zeros;
    biasAt = 0;
    least = Float.NEGATIVE_INFINITY;
    return this;
  }

  /** Adds the bias and the activation to the sums. */
  HeadRows finish(Epilogue epilogue) {
    if (epilogue.bias().isPresent()) {
      SimdMatrix row = SimdMatrix.of(epilogue.bias().get());
      bias = row.data;
      biasAt = row.offset;
    }
    least = RowStore.least(epilogue.activation());
    return this;
  }

  /** The first element of the own row i. */
  int ownRow(int i) {
    return ownAt + i * heads * width;
  }

  /** The first element of the row of entry e's node. */
  int nodeRow(int e) {
    return nodesAt + graph.columnIndices[e] * heads * width;
  }

  /** The first element of the numbers of entry e of a graph that is not transposed. */
  int numberRow(int e) {
    return numbersAt + e * heads;
  }
}
