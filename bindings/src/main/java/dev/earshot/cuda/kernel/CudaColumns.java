package dev.earshot.cuda.kernel;

import dev.earshot.compute.Matrix;
import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.StreamContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Work on whole columns by {@code elements.cu}: their sums, and their normalisation. */
final class CudaColumns {
  /** Rows of a tall matrix in one part of its column sums, and the most parts. */
  private static final int PART_ROWS = 256;

  private static final int MOST_PARTS = 64;

  /**
   * The result of column sums.
   *
   * @param partials for each part of the rows, one element for each column; none for one part
   * @param tickets for each block of columns, 0 before and after; none for one part
   */
  record Sums(float beta, Written<Float> sums, Written<Float> partials, Written<Integer> tickets) {}

  record ColumnSums(int rows, int columns, Read<Float> x, Sums sums) implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named + Costed.again(sums.beta(), sums.sums()), (double) rows * columns);
    }
  }

  /** Rows whose columns are added up, in one part. */
  record SummedRows(int rows, Read<Float> x) {
    static final SummedRows NONE = new SummedRows(0, DeviceRange.noneRead());
  }

  record SecondPass(int otherBiasRows, Read<Float> otherBiasX) {}

  record ThirdPass(int thirdBiasRows, Read<Float> thirdBiasX) {}

  record FourthPass(int fourthBiasRows, Read<Float> fourthBiasX) {}

  /** What comes back to a bias in each pass, as kernels take it. */
  record BiasPasses(
      int biasRows, Read<Float> biasX, SecondPass second, ThirdPass third, FourthPass fourth) {
    @KernelConstant("kSummedPasses")
    static final int MOST = 4;

    static final BiasPasses NONE = of(List.of());

    int rows() {
      return biasRows + second.otherBiasRows() + third.thirdBiasRows() + fourth.fourthBiasRows();
    }

    static BiasPasses of(List<SummedRows> passes) {
      List<SummedRows> all = new ArrayList<>(passes);
      while (all.size() < MOST) {
        all.add(SummedRows.NONE);
      }
      return new BiasPasses(
          all.get(0).rows(),
          all.get(0).x(),
          new SecondPass(all.get(1).rows(), all.get(1).x()),
          new ThirdPass(all.get(2).rows(), all.get(2).x()),
          new FourthPass(all.get(3).rows(), all.get(3).x()));
    }
  }

  record ColumnSumsOfPasses(
      int columns, BiasPasses passes, float beta, Written<Float> sums, AdamUpdate update)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(
          named + Costed.again(beta, sums) + update.again(),
          (double) passes.rows() * columns + update.flops());
    }
  }

  /** The origin of column sums of one pass or several, in one part each. */
  record BiasGradient(List<SummedRows> passes, int columns, float beta, Written<Float> sums) {
    List<DeviceRange> sources() {
      return passes.stream().<DeviceRange>map(SummedRows::x).toList();
    }
  }

  record EpilogueBackward(int rows, int columns, Read<Float> y, Written<Float> gradient, Sums sums)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(
          named + gradient.bytes() + Costed.again(sums.beta(), sums.sums()), 2.0 * rows * columns);
    }
  }

  record NormalizeColumns(
      int rows,
      int columns,
      Read<Float> x,
      Read<Float> scale,
      Read<Float> shift,
      Written<Float> moments,
      Written<Float> y) {}

  /** What {@link #NORMALIZE_COLUMNS_BACKWARD} reads. */
  record NormalizedInput(
      Read<Float> x, Read<Float> scale, Read<Float> moments, Read<Float> gradient) {}

  record NormalizeColumnsBackward(
      int rows,
      int columns,
      NormalizedInput input,
      float beta,
      Written<Float> xGradient,
      Written<Float> affineGradient) {}

  static final Kernel<NormalizeColumns> NORMALIZE_COLUMNS =
      Kernel.ofColumns("normalize_columns", 8, NormalizeColumns.class);

  static final Kernel<NormalizeColumnsBackward> NORMALIZE_COLUMNS_BACKWARD =
      Kernel.ofColumns("normalize_columns_backward", 8, NormalizeColumnsBackward.class);

  static final Kernel<ColumnSums> COLUMN_SUMS =
      Kernel.ofColumns("column_sums", 8, ColumnSums.class);

  static final Kernel<ColumnSumsOfPasses> COLUMN_SUMS_OF_PASSES =
      Kernel.ofColumns("column_sums_of_passes", 8, ColumnSumsOfPasses.class);

  static final Kernel<EpilogueBackward> EPILOGUE_BACKWARD =
      Kernel.ofColumns("epilogue_backward", 8, EpilogueBackward.class);

  private final ScratchBuffer partialSums;

  /** A ticket for each block of columns; each kernel leaves them at 0. */
  private final ScratchBuffer tickets;

  private final StreamContext context;

  CudaColumns(StreamContext context) {
    this.context = context;
    this.partialSums = ScratchBuffer.of(context);
    this.tickets = ScratchBuffer.ofZeros(context, 256);
  }

  void normalizeColumns(Matrix x, Matrix scale, Matrix shift, Matrix moments, Matrix y) {
    NORMALIZE_COLUMNS.launch(
        context,
        NORMALIZE_COLUMNS.blocksFor(x.columns()),
        1,
        new NormalizeColumns(
            x.rows(),
            x.columns(),
            CudaMatrix.in(x),
            CudaMatrix.in(scale),
            CudaMatrix.in(shift),
            CudaMatrix.out(moments),
            CudaMatrix.out(y)));
  }

  void normalizeColumnsBackward(
      Matrix x,
      Matrix scale,
      Matrix moments,
      Matrix gradient,
      double beta,
      Matrix xGradient,
      Matrix affineGradient) {
    NORMALIZE_COLUMNS_BACKWARD.launch(
        context,
        NORMALIZE_COLUMNS_BACKWARD.blocksFor(x.columns()),
        1,
        new NormalizeColumnsBackward(
            x.rows(),
            x.columns(),
            new NormalizedInput(
                CudaMatrix.in(x),
                CudaMatrix.in(scale),
                CudaMatrix.in(moments),
                CudaMatrix.in(gradient)),
            (float) beta,
            CudaMatrix.out(xGradient),
            CudaMatrix.out(affineGradient)));
  }

  /** {@code sums = beta sums + the sum of the rows of x}. */
  void add(Matrix x, double beta, Matrix sums) {
    int parts = parts(x);
    Written<Float> result = CudaMatrix.out(sums);
    var summed = new SummedRows(x.rows(), CudaMatrix.in(x));
    Optional<BiasGradient> first = context.originOf(result.asRead(), BiasGradient.class);
    if (parts == 1
        && beta == 1
        && first.isPresent()
        && first.get().passes().size() < BiasPasses.MOST
        && context.withdrawOriginOf(result.asRead())) {
      List<SummedRows> passes = new ArrayList<>(first.get().passes());
      passes.add(summed);
      var together = new BiasGradient(List.copyOf(passes), x.columns(), first.get().beta(), result);
      launch(together, AdamUpdate.NONE);
      tell(together);
      return;
    }
    COLUMN_SUMS.launch(
        context,
        COLUMN_SUMS.blocksFor(x.columns()),
        parts,
        new ColumnSums(x.rows(), x.columns(), CudaMatrix.in(x), sums(parts, beta, sums)));
    if (parts == 1) {
      tell(new BiasGradient(List.of(summed), x.columns(), (float) beta, result));
    }
  }

  private void tell(BiasGradient gradient) {
    ParameterGradient along = (update, bias) -> takeStep(gradient, update, bias);
    ParameterGradient.tell(context, gradient.sums().asRead(), gradient.sources(), gradient, along);
  }

  private boolean takeStep(
      BiasGradient gradient, AdamUpdate update, Optional<ParameterGradient.OfBias> bias) {
    if (bias.isPresent() || !context.withdrawOriginOf(gradient.sums().asRead())) {
      return false;
    }
    launch(gradient, update);
    return true;
  }

  private void launch(BiasGradient gradient, AdamUpdate update) {
    COLUMN_SUMS_OF_PASSES.launch(
        context,
        COLUMN_SUMS_OF_PASSES.blocksFor(gradient.columns()),
        1,
        new ColumnSumsOfPasses(
            gradient.columns(),
            BiasPasses.of(gradient.passes()),
            gradient.beta(),
            gradient.sums(),
            update));
  }

  /** The backward pass of ReLU in the gradient, whose columns are added to the bias's. */
  void reluBackward(Matrix y, Matrix gradient, double beta, Matrix biasGradient) {
    int parts = parts(y);
    EPILOGUE_BACKWARD.launch(
        context,
        EPILOGUE_BACKWARD.blocksFor(y.columns()),
        parts,
        new EpilogueBackward(
            y.rows(),
            y.columns(),
            CudaMatrix.in(y),
            CudaMatrix.out(gradient),
            sums(parts, beta, biasGradient)));
  }

  /**
   * The number of parts in which the rows are added up. It depends on the number of rows alone, so
   * that the bits are the same on every device.
   */
  private static int parts(Matrix x) {
    return x.rows() <= 2 * PART_ROWS ? 1 : Math.min(MOST_PARTS, Grid.blocks(x.rows(), PART_ROWS));
  }

  /** Several parts leave their sums in memory; one part does not, and depends on no other call. */
  private Sums sums(int parts, double beta, Matrix sums) {
    if (parts == 1) {
      return new Sums(
          (float) beta, CudaMatrix.out(sums), DeviceRange.noneWritten(), DeviceRange.noneWritten());
    }
    int columns = sums.columns();
    int blocks = COLUMN_SUMS.blocksFor(columns);
    return new Sums(
        (float) beta,
        CudaMatrix.out(sums),
        partialSums.room(4L * parts * columns).floats((long) parts * columns),
        tickets.room(4L * blocks).ints(blocks));
  }
}
