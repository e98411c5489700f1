package dev.earshot.compute;

/** {@link GraphKernels} in Java's own memory, for any element type of the matrices. */
public abstract class HeapGraphKernels implements GraphKernels {
  private final HeapLinks links = new HeapLinks();
  private int[] keptOffsets = {};
  private int[] keptColumns = {};
  private double[] keptValues = {};

  /** An element of one of the backend's matrices. */
  protected abstract double get(Matrix matrix, int row, int column);

  /** Sets an element of one of the backend's matrices. */
  protected abstract void set(Matrix matrix, int row, int column, double value);

  /** The row offsets of one of the backend's matrices: where each row begins among the entries. */
  protected abstract int[] rowOffsets(SparseMatrix matrix);

  /** The columns of the entries of one of the backend's matrices. */
  protected abstract int[] columnIndices(SparseMatrix matrix);

  /** The value of an entry of one of the backend's matrices. */
  protected abstract double value(SparseMatrix matrix, int entry);

  @Override
  public void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency) {
    links.link(rule, nearest, blindNearest, farthest, blindChoice, adjacency);
  }

  @Override
  public void drawNeighbors(
      Indices labels, Indices nearest, int count, RandomSource random, Indices neighbors) {
    HeapIndices label = HeapIndices.of(labels);
    HeapIndices near = HeapIndices.of(nearest);
    HeapIndices chosen = HeapIndices.of(neighbors);
    Philox philox = new Philox(random.seed());
    int step = HeapIndices.of(random.step()).get(0);
    int n = label.length();
    int q = near.length() / n;
    int each = chosen.length() / n;
    for (int i = 0; i < n; i++) {
      boolean drawn = label.get(i) >= 0;
      int found = drawn ? Math.min(count, n - 1) : q;
      for (int k = 0; k < found; k++) {
        if (drawn) {
          int rank = philox.at(k / 4, i, step, random.stream()).below(k % 4, n - 1 - k);
          draw(chosen, i, i * each, k, rank);
        } else {
          chosen.set(i * each + k, near.get(i * q + k));
        }
      }
      for (int k = found; k < each; k++) {
        chosen.set(i * each + k, -1);
      }
    }
  }

  /**
   * Adds one node to a row of k nodes in increasing order: of the nodes that are neither in it nor
   * {@code own}, the one with this rank.
   */
  private static void draw(HeapIndices chosen, int own, int first, int k, int rank) {
    int node = rank;
    int place = 0;
    boolean passed = false;
    while (true) {
      int taken = place < k ? chosen.get(first + place) : Integer.MAX_VALUE;
      int next = passed ? taken : Math.min(own, taken);
      if (next > node) {
        break;
      }
      node++;
      if (next == taken) {
        place++;
      } else {
        passed = true;
      }
    }
    for (int at = first + k; at > first + place; at--) {
      chosen.set(at, chosen.get(at - 1));
    }
    chosen.set(first + place, node);
  }

  @Override
  public void join(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    links.join(rule, nodes, count, degrees, adjacency);
  }

  @Override
  public void dropEdges(
      SparseMatrix a, double rate, RandomSource random, SparseMatrix kept, Indices whole) {
    int[] offsets = rowOffsets(a);
    int[] columns = columnIndices(a);
    HeapIndices untouched = HeapIndices.of(whole);
    Philox philox = new Philox(random.seed());
    int step = HeapIndices.of(random.step()).get(0);
    int n = a.rows();
    if (keptColumns.length < a.nnz() || keptOffsets.length <= n) {
      keptOffsets = new int[n + 1];
      keptColumns = new int[a.nnz()];
      keptValues = new double[a.nnz()];
    }
    int count = 0;
    for (int i = 0; i < n; i++) {
      keptOffsets[i] = count;
      untouched.set(i, 1);
      for (int e = offsets[i]; e < offsets[i + 1]; e++) {
        int low = Math.min(i, columns[e]);
        int high = Math.max(i, columns[e]);
        if (low != high
            && philox.at(high / 4, low, step, random.stream()).uniform(high % 4) < rate) {
          untouched.set(i, 0);
        } else {
          keptColumns[count] = columns[e];
          keptValues[count++] = value(a, e);
        }
      }
    }
    keptOffsets[n] = count;
    kept.write(keptOffsets, keptColumns, keptValues);
  }

  @Override
  public void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others) {
    int[] offsets = rowOffsets(a);
    int[] columns = columnIndices(a);
    HeapIndices marks = HeapIndices.of(mask);
    HeapIndices in = HeapIndices.of(reached);
    HeapIndices out = HeapIndices.of(others);
    for (int i = 0; i < in.length(); i++) {
      in.set(i, 0);
      for (int e = offsets[i]; e < offsets[i + 1]; e++) {
        if (marks.get(columns[e]) == changed) {
          in.set(i, 1);
        }
      }
      out.set(i, 1 - in.get(i));
    }
  }

  @Override
  public void takeNodes(
      Indices schedule, int rows, Indices step, Indices allLabels, Indices nodes, Indices labels) {
    HeapIndices order = HeapIndices.of(schedule);
    HeapIndices all = HeapIndices.of(allLabels);
    HeapIndices node = HeapIndices.of(nodes);
    HeapIndices label = HeapIndices.of(labels);
    int first = HeapIndices.of(step).get(0) % rows * (schedule.length() / rows);
    for (int i = 0; i < node.length(); i++) {
      node.set(i, order.get(first + i));
      label.set(i, all.get(node.row(i, all.length())));
    }
  }

  @Override
  public void keepRow(Matrix row, Indices step, Matrix table) {
    int at = HeapIndices.of(step).get(0) % table.rows();
    for (int j = 0; j < table.columns(); j++) {
      set(table, at, j, get(row, 0, j));
    }
  }

  @Override
  public void keepClasses(Matrix logits, Indices labels, Indices nodes, Indices classes) {
    HeapIndices label = HeapIndices.of(labels);
    HeapIndices node = HeapIndices.of(nodes);
    HeapIndices kept = HeapIndices.of(classes);
    for (int i = 0; i < logits.rows(); i++) {
      if (label.get(i) < 0) {
        int best = 0;
        for (int c = 1; c < logits.columns(); c++) {
          best = get(logits, i, c) > get(logits, i, best) ? c : best;
        }
        kept.set(node.row(i, kept.length()), best);
      }
    }
  }

  @Override
  public void advance(Indices step) {
    HeapIndices counter = HeapIndices.of(step);
    counter.set(0, counter.get(0) + 1);
  }
}
