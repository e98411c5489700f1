package dev.earshot.cuda.kernel;

import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.StreamContext;
import dev.earshot.cuda.library.Thresholds;
import java.util.List;

/** Nearest and farthest rows by {@code neighbor.cu}. */
public final class CudaNeighborKernels implements NeighborKernels {
  /** The neighbours that one launch of {@link #NEAREST_ROWS} finds. */
  @KernelConstant("kList")
  static final int LIST = 8;

  /** The most neighbours that {@link #KNN_REFINE} finds. */
  @KernelConstant("kRefined")
  static final int REFINED = 16;

  /** The lists of candidates of each query and split. */
  @KernelConstant("kLists")
  static final int LISTS = 2;

  /** The candidates in a list for the nearest, and in one for the farthest. */
  @KernelConstant("kKept")
  static final int KEPT = 16;

  @KernelConstant("kFarKept")
  static final int FAR_KEPT = 4;

  /** The queries, and the base rows at a time, that a block of {@link #KNN_CANDIDATES} takes. */
  @KernelConstant("kLargeTile")
  static final int TILE = CudaProducts.LARGE_TILE;

  private static final int MOST_SPLITS = 64;

  /** The shape of the base. */
  record Base(int baseRows, int d) {}

  /** The vectors that are compared. */
  record Vectors(Read<Float> queries, Read<Float> base) {}

  /**
   * Which rows count as neighbours.
   *
   * @param labels of the base, or none
   * @param self whether the queries are the base
   */
  record Which(Read<Integer> labels, boolean self) {}

  record NearestRows(
      Base base,
      Vectors vectors,
      Which which,
      int k,
      int done,
      Written<Integer> nearest,
      Written<Integer> farthest) {}

  record RowNorms(int n, int d, Read<Float> x, Written<Float> norms, Written<Integer> largest) {}

  record Candidates(
      Written<Float> keptNumbers,
      Written<Integer> keptRows,
      Written<Float> farNumbers,
      Written<Integer> farRows) {
    CandidatesRead asRead() {
      return new CandidatesRead(
          keptNumbers.asRead(), keptRows.asRead(), farNumbers.asRead(), farRows.asRead());
    }
  }

  record CandidatesRead(
      Read<Float> keptNumbers,
      Read<Integer> keptRows,
      Read<Float> farNumbers,
      Read<Integer> farRows) {}

  record KnnCandidates(
      int n, Base base, Vectors vectors, Read<Float> norms, Which which, Candidates candidates) {}

  record Found(
      int k, Written<Integer> nearest, Written<Integer> farthest, Written<Integer> searched) {}

  record KnnRefine(
      Base base,
      Vectors vectors,
      Which which,
      Read<Integer> largestNorm,
      int lists,
      CandidatesRead candidates,
      Found found) {}

  static final Kernel<NearestRows> NEAREST_ROWS = Kernel.of("nearest_rows", 128, NearestRows.class);
  static final Kernel<RowNorms> ROW_NORMS = Kernel.of("row_norms", 256, RowNorms.class);
  static final Kernel<KnnCandidates> KNN_CANDIDATES =
      Kernel.of("knn_candidates", 256, KnnCandidates.class);
  static final Kernel<KnnRefine> KNN_REFINE = Kernel.of("knn_refine", 128, KnnRefine.class);

  private final StreamContext context;
  private final long productFrom;
  private final ScratchBuffer scratch;

  public CudaNeighborKernels(StreamContext context, Thresholds thresholds) {
    this.context = context;
    this.productFrom = thresholds.search();
    this.scratch = ScratchBuffer.of(context);
  }

  @Override
  public void neighbors(Matrix x, Indices labels, int q, Indices nearest, Indices farthest) {
    var search = new Search(x, x, new Which(CudaIndices.in(labels), true), q);
    run(search, CudaIndices.out(nearest), CudaIndices.out(farthest));
    if (q <= LIST && !search.suitsProduct(productFrom)) {
      Read<Integer> given = CudaIndices.in(labels);
      context.tellOrigin(
          CudaIndices.in(nearest),
          List.of(CudaMatrix.in(x), given),
          new Searched(
              CudaMatrix.in(x),
              x.columns(),
              q,
              given,
              CudaIndices.out(nearest),
              CudaIndices.out(farthest)));
    }
  }

  @Override
  public void kNearest(Matrix queries, Matrix base, int k, Indices nearest) {
    var search = new Search(queries, base, new Which(DeviceRange.noneRead(), false), k);
    run(search, CudaIndices.out(nearest), DeviceRange.noneWritten());
  }

  /** The k nearest base rows of each query. */
  private record Search(Matrix queries, Matrix base, Which which, int k) {
    Base shape() {
      return new Base(base.rows(), base.columns());
    }

    Vectors vectors() {
      return new Vectors(CudaMatrix.in(queries), CudaMatrix.in(base));
    }

    boolean suitsProduct(long from) {
      return k <= REFINED && (long) queries.rows() * base.rows() >= from;
    }
  }

  /**
   * @param farthest none if it is not wanted
   */
  private void run(Search search, Written<Integer> nearest, Written<Integer> farthest) {
    if (search.suitsProduct(productFrom)) {
      nearestByProduct(search, nearest, farthest);
    } else {
      nearestRows(search, nearest, farthest);
    }
  }

  private void nearestRows(Search search, Written<Integer> nearest, Written<Integer> farthest) {
    int done = 0;
    do {
      NEAREST_ROWS.launch(
          context,
          search.queries.rows(),
          1,
          new NearestRows(
              search.shape(),
              search.vectors(),
              search.which,
              search.k,
              done,
              nearest,
              done == 0 ? farthest : DeviceRange.noneWritten()));
      done += LIST;
    } while (done < search.k);
  }

  private void nearestByProduct(
      Search search, Written<Integer> nearest, Written<Integer> farthest) {
    int n = search.queries.rows();
    Matrix base = search.base;
    int splits = splits(n, base.rows());
    boolean far = farthest.bytes() > 0;
    long kept = (long) n * splits * LISTS * KEPT;
    long farKept = far ? (long) n * splits * LISTS * FAR_KEPT : 0;
    ScratchBuffer.Room room = scratch.room(4L * (base.rows() + 2) + 8 * (kept + farKept));
    Written<Float> norms = room.floats(base.rows());
    Written<Integer> normAndCount = room.ints(2);
    Written<Integer> largestNorm = normAndCount.slice(0, Integer.BYTES);
    Written<Integer> searched = normAndCount.slice(Integer.BYTES, Integer.BYTES);
    var candidates =
        new Candidates(
            room.floats(kept),
            room.ints(kept),
            far ? room.floats(farKept) : DeviceRange.noneWritten(),
            far ? room.ints(farKept) : DeviceRange.noneWritten());
    context.fill(normAndCount, 0);
    ROW_NORMS.forRows(
        context,
        base.rows(),
        new RowNorms(base.rows(), base.columns(), CudaMatrix.in(base), norms, largestNorm));
    KNN_CANDIDATES.launch(
        context,
        Grid.blocks(n, TILE),
        splits,
        new KnnCandidates(
            n, search.shape(), search.vectors(), norms.asRead(), search.which, candidates));
    KNN_REFINE.launch(
        context,
        n,
        1,
        new KnnRefine(
            search.shape(),
            search.vectors(),
            search.which,
            largestNorm.asRead(),
            splits * LISTS,
            candidates.asRead(),
            new Found(search.k, nearest, farthest, searched)));
  }

  /** The number of parts of the base that are searched in parallel, so that few queries suffice. */
  private int splits(int queries, int base) {
    int wanted = Grid.blocks(2L * context.device().multiprocessors(), Grid.blocks(queries, TILE));
    return Math.clamp(Math.min(wanted, base / (2 * TILE)), 1, MOST_SPLITS);
  }
}
