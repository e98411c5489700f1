package dev.earshot.compute;

import java.util.Arrays;

/**
 * {@link GraphKernels#link} and {@link GraphKernels#join} for backends that work in Java's own
 * memory. An instance reuses its arrays from call to call.
 */
final class HeapLinks {
  private final SignedGraph graph = new SignedGraph();
  private long seed;
  private Philox philox = new Philox(seed);
  private int[] rowOffsets = {};
  private int[] columns = {};
  private double[] values = {};
  private double[] degrees = {};

  /** See {@link GraphKernels#link}. */
  void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency) {
    if (seed != blindChoice.seed()) {
      seed = blindChoice.seed();
      philox = new Philox(seed);
    }
    graph.link(
        rule,
        nearest,
        blindNearest,
        farthest,
        philox,
        blindChoice.stream(),
        HeapIndices.of(blindChoice.step()).get(0));
    graph.normalize(rule.normalization(), rule.selfWeight());
    graph.writeTo(adjacency);
  }

  /** See {@link GraphKernels#join}. */
  void join(
      EdgeSettings rule, Indices nodes, int count, Matrix nodeDegrees, SparseMatrix adjacency) {
    int n = nodeDegrees.rows();
    int clips = adjacency.rows() - n;
    int each = nodes.length() / clips;
    int loops = rule.hasLoops() ? 1 : 0;
    if (rowOffsets.length <= n + clips) {
      rowOffsets = new int[n + clips + 1];
    }
    if (columns.length < clips * (count + loops)) {
      columns = new int[clips * (count + loops)];
      values = new double[clips * (count + loops)];
    }
    if (degrees.length != n) {
      degrees = new double[n];
    }
    nodeDegrees.read(degrees);
    Arrays.fill(rowOffsets, 0, n + 1, 0);
    double degree = count + loops * rule.selfWeight();
    for (int clip = 0; clip < clips; clip++) {
      int begin = rowOffsets[n + clip];
      int end = joinRow(rule, HeapIndices.of(nodes), clip * each, count, degree, begin);
      if (loops > 0) {
        columns[end] = n + clip;
        values[end++] = weight(rule, rule.selfWeight(), degree, degree);
      }
      rowOffsets[n + clip + 1] = end;
    }
    adjacency.write(rowOffsets, columns, values);
  }

  /**
   * Writes a clip's edges in the order of the nodes, so that sums do not depend on the order in
   * which the nodes were found. Returns the end of the row.
   */
  private int joinRow(
      EdgeSettings rule, HeapIndices nodes, int first, int count, double degree, int begin) {
    int end = begin;
    for (int k = first; k < first + count; k++) {
      int node = nodes.row(k, degrees.length);
      int place = end++;
      for (; place > begin && columns[place - 1] > node; place--) {
        columns[place] = columns[place - 1];
        values[place] = values[place - 1];
      }
      columns[place] = node;
      values[place] = weight(rule, 1, degree, degrees[node]);
    }
    return end;
  }

  private static double weight(EdgeSettings rule, double sign, double receiving, double giving) {
    double divisor =
        switch (rule.normalization()) {
          case SYMMETRIC -> Math.sqrt(receiving * giving);
          case ROW, NEIGHBOR_MEAN -> receiving;
          case SUM -> 1;
        };
    return divisor == 0 ? 0 : sign / divisor;
  }
}
