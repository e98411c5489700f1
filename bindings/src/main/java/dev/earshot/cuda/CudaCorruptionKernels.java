package dev.earshot.cuda;

import dev.earshot.compute.CorruptionKernels;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;

/** Rows moved and corrupted by the kernels in {@code corruption.cu}. */
final class CudaCorruptionKernels implements CorruptionKernels {
  private static final int THREADS = 256;
  private static final int ROWS_PER_BLOCK = THREADS / 32;

  /** Of the kernels that draw: a thread for each block of four columns. */
  private static final int DRAWING_THREADS = 128;

  /** In place of a count: the rank itself is wanted. */
  private static final int RANKS = -1;

  private final Workplace workplace;
  private RankBuffer ranks;

  CudaCorruptionKernels(Workplace workplace) {
    this.workplace = workplace;
    this.ranks = new RankBuffer(workplace, 256);
  }

  /** Room for the ranks of so many rows, and for the rows in the order of their ranks. */
  private static final class RankBuffer {
    private final int rows;
    private final Region byRow;
    private final Region byRank;

    RankBuffer(Workplace workplace, int rows) {
      this.rows = rows;
      long bytes = (long) rows * Integer.BYTES;
      long address = workplace.reserve(this, 2 * bytes);
      byRow = Region.written(address, bytes);
      byRank = Region.written(address + bytes, bytes);
    }
  }

  @Override
  public void gatherRows(Matrix x, Indices rows, Matrix y) {
    workplace.launch(
        "gather_rows",
        Grid.over(y.size(), THREADS),
        y.rows(),
        y.columns(),
        x.rows(),
        CudaMatrix.in(x),
        CudaIndices.in(rows),
        CudaMatrix.out(y),
        workplace.fault());
  }

  @Override
  public void scatterAddRows(Matrix x, Indices rows, double beta, Matrix y) {
    workplace.launch(
        "scatter_add_rows",
        Grid.of(Grid.blocks(y.rows(), ROWS_PER_BLOCK), 1, THREADS),
        x.rows(),
        x.columns(),
        y.rows(),
        CudaMatrix.in(x),
        CudaIndices.in(rows),
        (float) beta,
        CudaMatrix.out(y),
        workplace.fault());
  }

  @Override
  public void noise(Matrix x, double variance, RandomSource random, Matrix y) {
    workplace.launch(
        "noise",
        drawing(x),
        x.rows(),
        x.columns(),
        CudaMatrix.in(x),
        Math.sqrt(variance),
        random.seed(),
        random.stream(),
        CudaIndices.in(random.step()),
        CudaMatrix.out(y));
  }

  private static Grid drawing(Matrix x) {
    return Grid.over((long) x.rows() * Grid.blocks(x.columns(), 4), DRAWING_THREADS);
  }

  @Override
  public void drawRows(RandomSource random, Indices rows, Indices mask) {
    drawRanks(rows.length(), random, mask.length(), CudaIndices.out(mask), CudaIndices.out(rows));
  }

  private void drawRanks(int count, RandomSource random, int rows, Region result, Region drawn) {
    workplace.launch(
        "draw_ranks",
        Grid.over(rows, THREADS),
        rows,
        count,
        random.seed(),
        random.stream(),
        CudaIndices.in(random.step()),
        result,
        drawn);
  }

  @Override
  public void maskRows(Matrix x, Indices mask, double beta, Matrix y) {
    workplace.launch(
        "mask_rows",
        Grid.over(x.size(), THREADS),
        x.rows(),
        x.columns(),
        CudaMatrix.in(x),
        CudaIndices.in(mask),
        (float) beta,
        CudaMatrix.out(y));
  }

  @Override
  public void drawPermutation(int count, RandomSource random, Indices source, Indices own) {
    int rows = source.length();
    if (rows == 0) {
      return;
    }
    if (ranks.rows < rows) {
      ranks = new RankBuffer(workplace, rows);
    }
    workplace.keep(ranks);
    drawRanks(RANKS, random, rows, ranks.byRow, ranks.byRank);
    workplace.launch(
        "permutation_of_ranks",
        Grid.of(1, 1, THREADS),
        rows,
        count,
        ranks.byRow,
        ranks.byRank,
        CudaIndices.out(source),
        CudaIndices.out(own));
  }

  @Override
  public void dropout(Matrix x, double rate, RandomSource random, double beta, Matrix y) {
    workplace.launch(
        "dropout",
        drawing(x),
        x.rows(),
        x.columns(),
        CudaMatrix.in(x),
        rate,
        random.seed(),
        random.stream(),
        CudaIndices.in(random.step()),
        (float) beta,
        CudaMatrix.out(y));
  }
}
