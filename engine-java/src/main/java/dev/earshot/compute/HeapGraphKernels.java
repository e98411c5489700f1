package dev.earshot.compute;

/** {@link GraphKernels} in Java's own memory, for any element type of the matrices. */
public abstract class HeapGraphKernels implements GraphKernels {
  private final HeapLinks links = new HeapLinks();

  /** An element of one of the backend's matrices. */
  protected abstract double get(Matrix matrix, int row, int column);

  /** Sets an element of one of the backend's matrices. */
  protected abstract void set(Matrix matrix, int row, int column, double value);

  /** The row offsets of one of the backend's matrices: where each row begins among the entries. */
  protected abstract int[] rowOffsets(SparseMatrix matrix);

  /** The columns of the entries of one of the backend's matrices. */
  protected abstract int[] columnIndices(SparseMatrix matrix);

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
  public void join(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    links.join(rule, nodes, count, degrees, adjacency);
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
