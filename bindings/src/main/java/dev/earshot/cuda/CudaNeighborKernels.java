package dev.earshot.cuda;

import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;

/** Neighbours by the kernels in {@code neighbor.cu}. */
final class CudaNeighborKernels implements NeighborKernels {
  private static final int THREADS = 128;

  /** How many neighbours a pass of {@code nearest_rows} finds. */
  private static final int LIST = 8;

  /** How many {@code knn_refine} finds at most. */
  private static final int REFINED = 16;

  private static final int TILE = 128;

  /** Lists of candidates that {@code knn_candidates} keeps for each query and split. */
  private static final int LISTS = 2;

  /** How many candidates are in a list for the nearest, and in one for the farthest. */
  private static final int KEPT = 16;

  private static final int FAR_KEPT = 4;

  private final Workplace workplace;
  private final long productFrom;
  private Workspace workspace;

  CudaNeighborKernels(Workplace workplace, Thresholds thresholds) {
    this.workplace = workplace;
    this.productFrom = thresholds.search();
    workspace = new Workspace(workplace, 0, 0, false);
  }

  @Override
  public void neighbors(Matrix x, Indices labels, int q, Indices nearest, Indices farthest) {
    int n = x.rows();
    var search = new Search(x, x, CudaIndices.in(labels), true, q);
    run(search, nearest, CudaIndices.out(farthest));
  }

  @Override
  public void kNearest(Matrix queries, Matrix base, int k, Indices nearest) {
    run(new Search(queries, base, Region.NONE, false, k), nearest, Region.NONE);
  }

  /**
   * What is looked for.
   *
   * @param labels of the base, or none; {@code nearest_rows} says what they mean
   * @param self whether the queries are the base
   */
  private record Search(Matrix queries, Matrix base, Region labels, boolean self, int k) {
    int n() {
      return queries.rows();
    }

    int ofSelf() {
      return self ? 1 : 0;
    }

    boolean suitsProduct(long from) {
      return k <= REFINED && (long) queries.rows() * base.rows() >= from;
    }
  }

  /**
   * @param farthest none if it is not asked for
   */
  private void run(Search search, Indices nearest, Region farthest) {
    if (search.suitsProduct(productFrom)) {
      nearestByProduct(search, nearest, farthest);
    } else {
      nearestRows(search, nearest, farthest);
    }
  }

  private void nearestRows(Search search, Indices nearest, Region farthest) {
    int done = 0;
    do {
      workplace.launch(
          "nearest_rows",
          Grid.of(search.n(), 1, THREADS),
          search.base().rows(),
          search.base().columns(),
          CudaMatrix.in(search.queries()),
          CudaMatrix.in(search.base()),
          search.labels(),
          search.ofSelf(),
          search.k(),
          done,
          CudaIndices.out(nearest),
          done == 0 ? farthest : Region.NONE);
      done += LIST;
    } while (done < search.k());
  }

  private void nearestByProduct(Search search, Indices nearest, Region farthest) {
    int n = search.n();
    Matrix base = search.base();
    int splits = splits(n, base.rows());
    boolean far = farthest.bytes() > 0;
    workspace = workspace.enoughFor(workplace, (long) n * splits * LISTS, base.rows(), far);
    workplace.keep(workspace);
    workplace.fill(workspace.largestNorm.address(), 2, 0);
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
        CudaMatrix.in(search.queries()),
        CudaMatrix.in(base),
        workspace.norms,
        search.labels(),
        search.ofSelf(),
        workspace.numbers,
        workspace.rows,
        far ? workspace.farNumbers : Region.NONE,
        far ? workspace.farRows : Region.NONE);
    workplace.launch(
        "knn_refine",
        Grid.of(n, 1, THREADS),
        base.rows(),
        base.columns(),
        CudaMatrix.in(search.queries()),
        CudaMatrix.in(base),
        search.labels(),
        search.ofSelf(),
        workspace.largestNorm,
        splits * LISTS,
        workspace.numbers,
        workspace.rows,
        far ? workspace.farNumbers : Region.NONE,
        far ? workspace.farRows : Region.NONE,
        search.k(),
        CudaIndices.out(nearest),
        farthest,
        workspace.searched);
  }

  /** In how many parts the base is searched, so that few queries fill the device too. */
  private int splits(int queries, int base) {
    int wanted = Grid.blocks(2L * workplace.device().multiprocessors(), Grid.blocks(queries, TILE));
    return Math.clamp(Math.min(wanted, base / (2 * TILE)), 1, 64);
  }

  /** Room for candidates; kept from search to search, and made larger when it has to be. */
  private static final class Workspace {
    private final long lists;
    private final int base;
    private final boolean far;
    private final Region norms;

    /** The largest norm, then how many queries had to be searched in full; 0 before a search. */
    private final Region largestNorm;

    private final Region searched;
    private final Region numbers;
    private final Region rows;
    private final Region farNumbers;
    private final Region farRows;

    Workspace(Workplace workplace, long lists, int base, boolean far) {
      this.lists = lists;
      this.base = base;
      this.far = far;
      long normsAt = workplace.reserve(this, 4L * base + 8);
      norms = Region.written(normsAt, 4L * base);
      largestNorm = Region.written(normsAt + 4L * base, 4);
      searched = Region.written(normsAt + 4L * base + 4, 4);
      long kept = 4 * lists * KEPT;
      long farKept = far ? 4 * lists * FAR_KEPT : 0;
      long keptAt = workplace.reserve(this, 2 * (kept + farKept));
      numbers = Region.written(keptAt, kept);
      rows = Region.written(keptAt + kept, kept);
      farNumbers = Region.written(keptAt + 2 * kept, farKept);
      farRows = Region.written(keptAt + 2 * kept + farKept, farKept);
    }

    Workspace enoughFor(Workplace workplace, long wantedLists, int wantedBase, boolean wantedFar) {
      return wantedLists <= lists && wantedBase <= base && (far || !wantedFar)
          ? this
          : new Workspace(
              workplace,
              Math.max(lists, wantedLists),
              Math.max(base, wantedBase),
              far || wantedFar);
    }
  }
}
