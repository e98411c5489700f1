package dev.earshot.compute;

/** {@link EpochKernels} in Java's own memory, whatever its matrices hold. */
public abstract class HeapEpochKernels implements EpochKernels {
  /** An element of one of the backend's matrices. */
  protected abstract double get(Matrix matrix, int row, int column);

  /** Sets an element of one of the backend's matrices. */
  protected abstract void set(Matrix matrix, int row, int column, double value);

  @Override
  public void takeNodes(
      Indices schedule, int rows, Indices step, Indices allLabels, Indices nodes, Indices labels) {
    int width = EpochKernels.checkSchedule(schedule, rows, step, nodes, labels);
    int n = nodes.length();
    int[] node = HeapIndices.data(nodes);
    int[] all = HeapIndices.data(allLabels);
    int row = HeapIndices.data(step)[0] % rows;
    System.arraycopy(HeapIndices.data(schedule), row * width, node, 0, n);
    for (int i = 0; i < n; i++) {
      checkNode(node[i], all.length);
      HeapIndices.data(labels)[i] = all[node[i]];
    }
  }

  private static void checkNode(int node, int all) {
    Checks.require(node >= 0 && node < all, "node %d of %d", node, all);
  }

  @Override
  public void keepRow(Matrix row, Indices step, Matrix table) {
    EpochKernels.checkRow(row, step, table);
    int at = HeapIndices.data(step)[0] % table.rows();
    for (int j = 0; j < table.columns(); j++) {
      set(table, at, j, get(row, 0, j));
    }
  }

  @Override
  public void keepClasses(Matrix logits, Indices labels, Indices nodes, Indices classes) {
    EpochKernels.checkClasses(logits, labels, nodes);
    int[] kept = HeapIndices.data(classes);
    for (int i = 0; i < logits.rows(); i++) {
      if (HeapIndices.data(labels)[i] < 0) {
        int node = HeapIndices.data(nodes)[i];
        checkNode(node, kept.length);
        int best = 0;
        for (int c = 1; c < logits.columns(); c++) {
          best = get(logits, i, c) > get(logits, i, best) ? c : best;
        }
        kept[node] = best;
      }
    }
  }

  @Override
  public void advance(Indices step) {
    Checks.length(step, 1, "step");
    HeapIndices.data(step)[0]++;
  }
}
