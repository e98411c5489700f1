package dev.earshot.predict;

import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import java.util.Arrays;

/**
 * The weighted edges of +1 from a context's nodes to the clips of a batch, and the clips' own
 * loops: the rows below the context's in an adjacency of both, whose first rows stay empty.
 */
final class ClipEdges {
  private final EdgeSettings settings;
  private final int contextCapacity;
  private final int[] rowOffsets;
  private final int[] columns;
  private final double[] values;
  private int clips;

  /**
   * @param contextCapacity rows before the first clip's
   * @param batch the most clips
   * @param edges the most edges to a clip
   */
  ClipEdges(EdgeSettings settings, int contextCapacity, int batch, int edges) {
    this.settings = settings;
    this.contextCapacity = contextCapacity;
    rowOffsets = new int[contextCapacity + batch + 1];
    columns = new int[batch * (1 + edges)];
    values = new double[batch * (1 + edges)];
  }

  /** Forgets all clips. */
  void clear() {
    clips = 0;
  }

  /**
   * Joins the next clip to {@code count} different nodes of the context.
   *
   * @param context the context's own edges, normalised
   */
  void add(SignedGraph context, int[] nodes, int first, int count) {
    Normalization normalization = settings.normalization();
    boolean loop = normalization != Normalization.NEIGHBOR_MEAN;
    double degree = count + (loop ? settings.selfWeight() : 0);
    int row = contextCapacity + clips++;
    int begin = rowOffsets[row];
    int end = begin;
    for (int k = first; k < first + count; k++) {
      int node = nodes[k];
      // By node: sums do not depend on the order in which the nodes were found.
      int place = end++;
      for (; place > begin && columns[place - 1] > node; place--) {
        columns[place] = columns[place - 1];
        values[place] = values[place - 1];
      }
      columns[place] = node;
      double giving = normalization == Normalization.SYMMETRIC ? context.degree(node) : 0;
      values[place] = weight(1, degree, giving);
    }
    if (loop) {
      columns[end] = row;
      values[end++] = weight(settings.selfWeight(), degree, degree);
    }
    rowOffsets[row + 1] = end;
  }

  private double weight(double sign, double receiving, double giving) {
    double divisor =
        switch (settings.normalization()) {
          case SYMMETRIC -> Math.sqrt(receiving * giving);
          case ROW, NEIGHBOR_MEAN -> receiving;
          case SUM -> 1;
        };
    return divisor == 0 ? 0 : sign / divisor;
  }

  /** Copies the edges into a backend's memory; clips that were not added have none. */
  void writeTo(SparseMatrix matrix) {
    int end = rowOffsets[contextCapacity + clips];
    Arrays.fill(rowOffsets, contextCapacity + clips + 1, rowOffsets.length, end);
    matrix.write(rowOffsets, columns, values);
  }
}
