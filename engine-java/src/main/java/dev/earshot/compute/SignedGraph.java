package dev.earshot.compute;

import java.util.Arrays;

/**
 * The edges +1 and -1 among n nodes, and their normalised adjacency in CSR. Edge (i, j) means that
 * node i receives from node j. An instance is reused from step to step and keeps its arrays.
 */
public final class SignedGraph {
  private int n;
  private int edgeCount;
  private int[] edgeRows = new int[0];
  private int[] edgeColumns = new int[0];
  private byte[] edgeSigns = new byte[0];

  private int[] rowOffsets = new int[1];
  private int[] columns = new int[0];
  private double[] values = new double[0];
  private double[] degrees = new double[0];

  /** Forgets all edges; the graph has {@code nodes} nodes from now on. */
  public void clear(int nodes) {
    n = nodes;
    edgeCount = 0;
  }

  /** Adds an edge; several between the same nodes count once, +1 before -1. */
  public void add(int row, int column, int sign) {
    Checks.require(row >= 0 && row < n, "node %d of %d", row, n);
    Checks.require(column >= 0 && column < n, "node %d of %d", column, n);
    if (edgeCount == edgeRows.length) {
      int capacity = Math.max(64, 2 * edgeCount);
      edgeRows = Arrays.copyOf(edgeRows, capacity);
      edgeColumns = Arrays.copyOf(edgeColumns, capacity);
      edgeSigns = Arrays.copyOf(edgeSigns, capacity);
    }
    edgeRows[edgeCount] = row;
    edgeColumns[edgeCount] = column;
    edgeSigns[edgeCount] = (byte) sign;
    edgeCount++;
  }

  /** Adds the reverse of every edge. */
  public void symmetrize() {
    int count = edgeCount;
    for (int e = 0; e < count; e++) {
      add(edgeColumns[e], edgeRows[e], edgeSigns[e]);
    }
  }

  /**
   * Becomes the edges of a subgraph, see {@link GraphKernels#link}, not normalised yet.
   *
   * @param nearest of each node {@code rule.nearest()} other nodes, -1 for none
   * @param blindNearest the same, for nodes that are treated blind
   * @param farthest of each node one other, -1 for none
   * @param philox with the key of the choice of blind nodes
   * @param stream of that choice
   */
  public void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      Philox philox,
      int stream,
      int step) {
    int q = rule.nearest();
    double share = rule.blindShare();
    HeapIndices near = HeapIndices.onHeap(nearest);
    HeapIndices blindNear = HeapIndices.onHeap(blindNearest);
    HeapIndices far = HeapIndices.onHeap(farthest);
    clear(far.length());
    for (int i = 0; i < n; i++) {
      boolean blind = share == 1 || (share > 0 && philox.at(0, i, step, stream).uniform(0) < share);
      HeapIndices chosen = blind ? blindNear : near;
      for (int k = 0; k < q; k++) {
        addIfAny(i, chosen.get(i * q + k), 1);
      }
      if (rule.farthest()) {
        addIfAny(i, far.get(i), -1);
      }
    }
    if (rule.symmetric()) {
      symmetrize();
    }
  }

  private void addIfAny(int row, int column, int sign) {
    if (column >= 0) {
      add(row, column, sign);
    }
  }

  public int nodes() {
    return n;
  }

  /** Number of edges added, repeated ones counted each time. */
  public int edgeCount() {
    return edgeCount;
  }

  /** The receiving node of edge e. */
  public int edgeRow(int e) {
    return edgeRows[e];
  }

  /** The giving node of edge e. */
  public int edgeColumn(int e) {
    return edgeColumns[e];
  }

  /** The sign of edge e. */
  public int edgeSign(int e) {
    return edgeSigns[e];
  }

  /**
   * The sum of a node's weights by magnitude, its own loop among them, before {@link #normalize}
   * divided by it; not known after {@link Normalization#SUM}.
   */
  public double degree(int node) {
    return degrees[node];
  }

  /**
   * Computes the normalised adjacency.
   *
   * @param selfWeight weight of the self-loops; not used by {@link Normalization#NEIGHBOR_MEAN}
   */
  public void normalize(Normalization normalization, double selfWeight) {
    boolean loops = normalization != Normalization.NEIGHBOR_MEAN;
    collectRows(loops ? selfWeight : 0, loops);
    if (normalization == Normalization.SUM) {
      return;
    }
    degrees = grown(degrees, n);
    for (int i = 0; i < n; i++) {
      double degree = 0;
      double loop = 0;
      for (int e = rowOffsets[i]; e < rowOffsets[i + 1]; e++) {
        if (columns[e] == i) {
          loop = Math.abs(values[e]);
        } else {
          degree += Math.abs(values[e]);
        }
      }
      // The loop last: the sum of the others is exact, so no backend's order of addition matters.
      degrees[i] = degree + loop;
    }
    for (int i = 0; i < n; i++) {
      for (int e = rowOffsets[i]; e < rowOffsets[i + 1]; e++) {
        double scale =
            normalization == Normalization.SYMMETRIC
                ? Math.sqrt(degrees[i] * degrees[columns[e]])
                : degrees[i];
        values[e] = scale == 0 ? 0 : values[e] / scale;
      }
    }
  }

  /** Copies the normalised adjacency into a backend's memory. */
  public void writeTo(SparseMatrix matrix) {
    Checks.require(matrix.rows() == n, "matrix of %d rows for %d nodes", matrix.rows(), n);
    matrix.write(rowOffsets, columns, values);
  }

  /** The normalised adjacency as a dense row-major n x n array. */
  public double[] toDense() {
    double[] dense = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int e = rowOffsets[i]; e < rowOffsets[i + 1]; e++) {
        dense[i * n + columns[e]] = values[e];
      }
    }
    return dense;
  }

  /** Sorts the edges into rows by column, each pair of nodes once. */
  private void collectRows(double selfWeight, boolean loops) {
    int most = edgeCount + (loops ? n : 0);
    if (rowOffsets.length < n + 2) {
      rowOffsets = new int[n + 2];
    }
    if (columns.length < most) {
      columns = new int[most];
    }
    values = grown(values, most);
    // Counting sort by row: offsets are shifted by one place while rows fill.
    Arrays.fill(rowOffsets, 0, n + 2, 0);
    for (int e = 0; e < edgeCount; e++) {
      rowOffsets[edgeRows[e] + 2]++;
    }
    for (int i = 0; i < n; i++) {
      rowOffsets[i + 2] += rowOffsets[i + 1] + (loops ? 1 : 0);
    }
    for (int i = 0; i < n && loops; i++) {
      columns[rowOffsets[i + 1]] = i;
      values[rowOffsets[i + 1]++] = selfWeight;
    }
    for (int e = 0; e < edgeCount; e++) {
      int at = rowOffsets[edgeRows[e] + 1]++;
      columns[at] = edgeColumns[e];
      values[at] = edgeSigns[e];
    }
    int kept = 0;
    for (int i = 0; i < n; i++) {
      int begin = rowOffsets[i];
      int end = rowOffsets[i + 1];
      rowOffsets[i] = kept;
      kept = mergeRow(begin, end, kept);
    }
    rowOffsets[n] = kept;
  }

  /** Insertion sort of one short row by column, merging repeated columns: +1 wins. */
  private int mergeRow(int begin, int end, int kept) {
    int first = kept;
    int size = kept;
    for (int e = begin; e < end; e++) {
      int column = columns[e];
      double value = values[e];
      int place = size;
      while (place > first && columns[place - 1] > column) {
        place--;
      }
      if (place > first && columns[place - 1] == column) {
        values[place - 1] = Math.max(values[place - 1], value);
        continue;
      }
      System.arraycopy(columns, place, columns, place + 1, size - place);
      System.arraycopy(values, place, values, place + 1, size - place);
      columns[place] = column;
      values[place] = value;
      size++;
    }
    return size;
  }

  private static double[] grown(double[] array, int length) {
    return array.length >= length ? array : new double[length];
  }
}
