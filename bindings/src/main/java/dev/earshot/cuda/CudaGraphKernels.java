package dev.earshot.cuda;

import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.GraphKernels;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;

/**
 * Edges by the kernels in {@code link.cu}; what steps take from their epoch and leave to it by
 * those in {@code epoch.cu}.
 */
final class CudaGraphKernels implements GraphKernels {
  private static final int THREADS = 128;
  private static final int REACH_THREADS = 256;

  private final Workplace workplace;
  private final CudaLinks links;

  CudaGraphKernels(Workplace workplace) {
    this.workplace = workplace;
    this.links = new CudaLinks(workplace);
  }

  @Override
  public void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency) {
    links.link(rule, nearest, blindNearest, farthest, blindChoice, (CudaSparseMatrix) adjacency);
  }

  @Override
  public void join(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    int each = nodes.length() / (adjacency.rows() - degrees.rows());
    links.join(rule, nodes, each, count, degrees, (CudaSparseMatrix) adjacency);
  }

  @Override
  public void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others) {
    CudaSparseMatrix.Form rows = ((CudaSparseMatrix) a).direct();
    workplace.launch(
        "reach",
        Grid.over(a.rows(), REACH_THREADS),
        rows.rows(),
        rows.in(),
        rows.indices(),
        CudaIndices.in(mask),
        changed,
        CudaIndices.out(reached),
        CudaIndices.out(others));
  }

  @Override
  public void takeNodes(
      Indices schedule, int rows, Indices step, Indices allLabels, Indices nodes, Indices labels) {
    workplace.launch(
        "take_nodes",
        Grid.over(nodes.length(), THREADS),
        nodes.length(),
        schedule.length() / rows,
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
    workplace.launch("advance", Grid.over(1, THREADS), CudaIndices.out(step));
  }
}
