package dev.earshot.compute;

import dev.earshot.base.Checks;
import java.util.Arrays;

/**
 * A graph of n nodes with edges of sign +1 or -1, and its normalised adjacency in compressed rows
 * (CSR). Edge (i, j) means that node i receives from node j. An instance can be reused from step to
 * step and keeps its arrays.
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

  /** Removes all edges and sets the number of nodes. */
  public void clear(int nodes) {
    n = nodes;
    edgeCount = 0;
  }

  /**
   * Adds an edge. Repeated edges between the same nodes count once; if their signs differ, the sign
   * is +1.
   *
   * @param row the receiving node
   * @param column the giving node
   * @param sign +1 or -1
   * @throws IllegalArgumentException if there is no such node
   */
  public void add(int row, int column, int sign) {
    Checks.require(row >= 0 && row < n, "node %s of %s", row, n);
    Checks.require(column >= 0 && column < n, "node %s of %s", column, n);
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
   * Replaces the edges by those of a subgraph, see {@link GraphKernels#link}. They are not
   * normalised yet.
   *
   * @param nearest {@code rule.nearest()} other nodes for each node, -1 for none
   * @param blindNearest the same without regard to labels, for nodes that are linked blind
   * @param farthest one other node for each node, -1 for none
   * @param philox generator for the choice of blind nodes
   * @param stream the stream of that choice
   * @param step the step number of that choice
   */
  public void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      Philox philox,
      int stream,
      int step) {
    double share = rule.blindShare();
    HeapIndices near = HeapIndices.onHeap(nearest);
    HeapIndices blindNear = HeapIndices.onHeap(blindNearest);
    HeapIndices far = HeapIndices.onHeap(farthest);
    clear(far.length());
    for (int i = 0; i < n; i++) {
      boolean blind = share == 1 || (share > 0 && philox.at(0, i, step, stream).uniform(0) < share);
      HeapIndices chosen = blind ? blindNear : near;
      int each = chosen.length() / n;
      for (int k = 0; k < each; k++) {
        addIfAny(i, chosen.get(i * each + k), 1);
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

  /** Number of nodes. */
  public int nodes() {
    return n;
  }

  /** Number of edges added. Repeated edges count each time. */
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
   * The degree of a node: the sum of the absolute weights of its row, including its self-loop,
   * before {@link #normalize} divided by it. Not available after {@link Normalization#SUM}.
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
      // The loop is added last: the sum of the others is exact, so the order of addition does not
      // matter.
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
    Checks.require(matrix.rows() == n, "matrix of %s rows for %s nodes", matrix.rows(), n);
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

  /** Sorts the edges into rows, and by column within a row, with each pair of nodes once. */
  private void collectRows(double selfWeight, boolean loops) {
    int most = edgeCount + (loops ? n : 0);
    if (rowOffsets.length < n + 2) {
      rowOffsets = new int[n + 2];
    }
    if (columns.length < most) {
      columns = new int[most];
    }
    values = grown(values, most);
    // Counting sort by row: the offsets are shifted by one place while the rows are filled.
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
