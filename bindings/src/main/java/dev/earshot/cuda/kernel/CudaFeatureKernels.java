package dev.earshot.cuda.kernel;

import dev.earshot.compute.FeatureKernels;
import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.StreamContext;

/** Raw features brought to the scale a network was trained with, by {@code feature.cu}. */
public final class CudaFeatureKernels implements FeatureKernels {
  /** The most knots of a column that fit into the shared memory of {@link #RANK_COLUMNS}. */
  @KernelConstant("kMostKnots")
  static final int MOST_KNOTS = FeatureKernels.MOST_KNOTS;

  /** The rows that a block of {@link #RANK_COLUMNS} takes. */
  @KernelConstant("kRankRows")
  static final int RANK_ROWS = 64;

  record Standardize(
      int size,
      int columns,
      Read<Float> x,
      Read<Float> statistics,
      double bound,
      Written<Float> y) {}

  /** The shape of x, and the number of knots of a column. */
  record RankShape(int rows, int columns, int count) {}

  record RankColumns(
      RankShape shape,
      Read<Float> x,
      Read<Float> statistics,
      Read<Float> knots,
      Read<Float> quantiles,
      Written<Float> y) {}

  record ScaleRows(int rows, int columns, Written<Float> x) {}

  static final Kernel<Standardize> STANDARDIZE = Kernel.of("standardize", 256, Standardize.class);
  static final Kernel<RankColumns> RANK_COLUMNS =
      Kernel.ofColumns("rank_columns", 8, RankColumns.class);
  static final Kernel<ScaleRows> SCALE_ROWS = Kernel.of("scale_rows", 256, ScaleRows.class);

  private final StreamContext context;

  public CudaFeatureKernels(StreamContext context) {
    this.context = context;
  }

  @Override
  public void standardize(Matrix x, Matrix statistics, double bound, Matrix y) {
    STANDARDIZE.forElements(
        context,
        x.size(),
        new Standardize(
            x.size(),
            x.columns(),
            CudaMatrix.in(x),
            CudaMatrix.in(statistics),
            bound,
            CudaMatrix.out(y)));
  }

  @Override
  public void rank(Matrix x, Matrix statistics, Matrix knots, Matrix quantiles, Matrix y) {
    RANK_COLUMNS.launch(
        context,
        Grid.blocks(x.rows(), RANK_ROWS),
        RANK_COLUMNS.blocksFor(x.columns()),
        new RankColumns(
            new RankShape(x.rows(), x.columns(), knots.rows()),
            CudaMatrix.in(x),
            CudaMatrix.in(statistics),
            CudaMatrix.in(knots),
            CudaMatrix.in(quantiles),
            CudaMatrix.out(y)));
  }

  @Override
  public void scaleRows(Matrix x) {
    SCALE_ROWS.forRows(context, x.rows(), new ScaleRows(x.rows(), x.columns(), CudaMatrix.out(x)));
  }
}
