package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;

/** Neighbours by the kernels in {@code neighbor.cu}. */
final class CudaNeighborKernels implements NeighborKernels {
  private static final int THREADS = 128;

  /** How many neighbours a pass of {@code nearest_rows} finds, and {@code knn_refine} at most. */
  private static final int LIST = 8;

  /** From how many distances on the product of all pairs pays. */
  private static final long PRODUCT_FROM = 1L << 20;

  private static final int TILE = 64;

  /** Candidates that {@code knn_candidates} keeps: 4 lists of 16 for each query and split. */
  private static final int LISTS = 4;

  private static final int KEPT = 16;

  private final Workplace workplace;

  CudaNeighborKernels(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public void neighbors(Matrix x, Indices labels, int q, Indices nearest, Indices farthest) {
    int n = x.rows();
    Checks.length(labels, n, "labels");
    Checks.length(nearest, n * q, "nearest");
    Checks.length(farthest, n, "farthest");
    nearestRows(x, x, CudaIndices.in(labels), true, q, nearest, CudaIndices.out(farthest));
  }

  @Override
  public void kNearest(Matrix queries, Matrix base, int k, Indices nearest) {
    Checks.shape(queries, queries.rows(), base.columns(), "queries");
    Checks.length(nearest, queries.rows() * k, "nearest");
    if (k <= LIST && (long) queries.rows() * base.rows() >= PRODUCT_FROM) {
      nearestByProduct(queries, base, k, nearest);
    } else {
      nearestRows(queries, base, Region.NONE, false, k, nearest, Region.NONE);
    }
  }

  private void nearestRows(
      Matrix queries,
      Matrix base,
      Region labels,
      boolean self,
      int k,
      Indices nearest,
      Region farthest) {
    int done = 0;
    do {
      workplace.launch(
          "nearest_rows",
          Grid.of(queries.rows(), 1, THREADS),
          base.rows(),
          base.columns(),
          CudaMatrix.in(queries),
          CudaMatrix.in(base),
          labels,
          self ? 1 : 0,
          k,
          done,
          CudaIndices.out(nearest),
          done == 0 ? farthest : Region.NONE);
      done += LIST;
    } while (done < k);
  }

  private void nearestByProduct(Matrix queries, Matrix base, int k, Indices nearest) {
    int n = queries.rows();
    int splits = splits(n, base.rows());
    Workspace workspace = new Workspace(workplace, n, base.rows(), splits);
    workplace.keep(workspace);
    workplace.launch(
        "row_norms",
        Grid.of(Grid.blocks(base.rows(), 8), 1, 256),
        base.rows(),
        base.columns(),
        CudaMatrix.in(base),
        workspace.norms,
        workspace.largestNorm);
    workplace.launch(
        "knn_candidates",
        Grid.of(Grid.blocks(n, TILE), splits, 256),
        n,
        base.rows(),
        base.columns(),
        CudaMatrix.in(queries),
        CudaMatrix.in(base),
        workspace.norms,
        workspace.distances,
        workspace.rows);
    workplace.launch(
        "knn_refine",
        Grid.of(n, 1, THREADS),
        base.rows(),
        base.columns(),
        CudaMatrix.in(queries),
        CudaMatrix.in(base),
        workspace.largestNorm,
        splits * LISTS,
        workspace.distances,
        workspace.rows,
        k,
        CudaIndices.out(nearest),
        workspace.searched);
  }

  /** In how many parts the base is searched, so that few queries fill the device too. */
  private int splits(int queries, int base) {
    int wanted = Grid.blocks(2L * workplace.device().multiprocessors(), Grid.blocks(queries, TILE));
    return Math.clamp(Math.min(wanted, base / (4 * TILE)), 1, 64);
  }

  /** Given back, and handed out again for a search of the same size, when it is unreachable. */
  private static final class Workspace {
    private final Region norms;

    /** The largest norm, then how many queries had to be searched in full; 0 on entry. */
    private final Region largestNorm;

    private final Region searched;
    private final Region distances;
    private final Region rows;

    Workspace(Workplace workplace, int queries, int base, int splits) {
      long candidates = (long) queries * splits * LISTS * KEPT;
      long normsAt = workplace.reserve(this, 4L * base + 8);
      norms = Region.written(normsAt, 4L * base);
      largestNorm = Region.written(normsAt + 4L * base, 4);
      searched = Region.written(normsAt + 4L * base + 4, 4);
      workplace.fill(largestNorm.address(), 2, 0);
      long distancesAt = workplace.reserve(this, 8 * candidates);
      distances = Region.written(distancesAt, 4 * candidates);
      rows = Region.written(distancesAt + 4 * candidates, 4 * candidates);
    }
  }
}
