package dev.earshot.cuda;

import dev.earshot.compute.FeatureKernels;
import dev.earshot.compute.Matrix;

/** Raw features to a network's space, by the kernels in {@code feature.cu}. */
final class CudaFeatureKernels implements FeatureKernels {
  private static final int THREADS = 256;

  /** Columns and rows that a block of {@code rank} takes. */
  private static final int BLOCK_COLUMNS = 32;

  private static final int BLOCK_ROWS = 64;

  private final Workplace workplace;

  CudaFeatureKernels(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public void standardize(Matrix x, Matrix statistics, double bound, Matrix y) {
    workplace.launch(
        "standardize",
        Grid.over(x.size(), THREADS),
        x.size(),
        x.columns(),
        CudaMatrix.in(x),
        CudaMatrix.in(statistics),
        bound,
        CudaMatrix.out(y));
  }

  @Override
  public void rank(Matrix x, Matrix statistics, Matrix knots, Matrix quantiles, Matrix y) {
    workplace.launch(
        "rank_columns",
        new Grid(
            Grid.blocks(x.columns(), BLOCK_COLUMNS),
            Grid.blocks(x.rows(), BLOCK_ROWS),
            BLOCK_COLUMNS,
            THREADS / BLOCK_COLUMNS),
        x.rows(),
        x.columns(),
        knots.rows(),
        CudaMatrix.in(x),
        CudaMatrix.in(statistics),
        CudaMatrix.in(knots),
        CudaMatrix.in(quantiles),
        CudaMatrix.out(y));
  }

  @Override
  public void scaleRows(Matrix x) {
    workplace.launch(
        "scale_rows",
        Grid.of(Grid.blocks(x.rows(), THREADS / 32), 1, THREADS),
        x.rows(),
        x.columns(),
        CudaMatrix.out(x));
  }
}
