package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import dev.earshot.compute.EpochKernels;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;

/** What steps take from their epoch and leave to it, by the kernels in {@code epoch.cu}. */
final class CudaEpochKernels implements EpochKernels {
  private static final int THREADS = 128;

  private final Workplace workplace;

  CudaEpochKernels(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public void takeNodes(
      Indices schedule, int rows, Indices step, Indices allLabels, Indices nodes, Indices labels) {
    int width = EpochKernels.checkSchedule(schedule, rows, step, nodes, labels);
    workplace.launch(
        "take_nodes",
        Grid.over(nodes.length(), THREADS),
        nodes.length(),
        width,
        rows,
        allLabels.length(),
        CudaIndices.in(schedule),
        CudaIndices.in(step),
        CudaIndices.in(allLabels),
        CudaIndices.out(nodes),
        CudaIndices.out(labels),
        workplace.fault());
  }

  @Override
  public void keepRow(Matrix row, Indices step, Matrix table) {
    EpochKernels.checkRow(row, step, table);
    workplace.launch(
        "keep_row",
        Grid.over(row.columns(), THREADS),
        row.columns(),
        table.rows(),
        CudaMatrix.in(row),
        CudaIndices.in(step),
        CudaMatrix.out(table));
  }

  @Override
  public void keepClasses(Matrix logits, Indices labels, Indices nodes, Indices classes) {
    EpochKernels.checkClasses(logits, labels, nodes);
    workplace.launch(
        "keep_classes",
        Grid.over(logits.rows(), THREADS),
        logits.rows(),
        logits.columns(),
        classes.length(),
        CudaMatrix.in(logits),
        CudaIndices.in(labels),
        CudaIndices.in(nodes),
        CudaIndices.out(classes),
        workplace.fault());
  }

  @Override
  public void advance(Indices step) {
    Checks.length(step, 1, "step");
    workplace.launch("advance", Grid.over(1, THREADS), CudaIndices.out(step));
  }
}
