package dev.earshot.cuda.kernel;

import dev.earshot.compute.CorruptionKernels;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.CudaIndices;
import dev.earshot.cuda.driver.CudaMatrix;
import dev.earshot.cuda.driver.CudaSparseMatrix;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.StreamContext;
import java.util.Optional;

/** Rows moved and corrupted by {@code corruption.cu}. */
public final class CudaCorruptionKernels implements CorruptionKernels {
  /** The columns that a thread of {@link #NOISE} or {@link #DROPOUT} takes. */
  @KernelConstant("kPhiloxWords")
  static final int DRAWN_COLUMNS = 4;

  /** A count for {@link #DRAW_RANKS} that asks for the rank of every row. */
  @KernelConstant("kAllRanks")
  static final int ALL_RANKS = -1;

  /** The most rows that {@link #DRAW_PERMUTATION} permutes. */
  @KernelConstant("kThreads")
  static final int MOST_PERMUTED = 256;

  record Shape(int n, int d) {
    static Shape of(Matrix matrix) {
      return new Shape(matrix.rows(), matrix.columns());
    }
  }

  record GatherRows(Shape shape, GivenRows given, Written<Float> y, Written<Integer> fault)
      implements Costed {
    @Override
    public Cost cost(long named) {
      // Of x it reads the rows that it takes.
      return Costed.of(named - given.x().bytes() + y.bytes(), 0);
    }
  }

  record ScatterAddRows(
      Shape shape,
      int targetRows,
      Read<Float> x,
      Read<Integer> rows,
      float beta,
      Written<Float> y,
      Written<Integer> fault) {}

  record Noise(
      Shape shape, GivenRows given, double deviation, RandomArguments random, Written<Float> y)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named - given.x().bytes() + y.bytes(), 6.0 * shape.n() * shape.d());
    }
  }

  record Dropout(
      Shape shape,
      Read<Float> x,
      double rate,
      RandomArguments random,
      float beta,
      Written<Float> y) {}

  record TransposeValues(
      int n, Read<Integer> entries, Read<Float> values, Written<Float> transposed) {}

  record MaskRows(Shape shape, Read<Float> x, Read<Integer> mask, float beta, Written<Float> y)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named + Costed.again(beta, y), 0);
    }
  }

  record MaskColumns(
      Shape shape, Read<Float> x, Read<Integer> mask, float beta, Written<Float> y) {}

  record DrawRanks(
      int n, int count, RandomArguments random, Written<Integer> ranks, Written<Integer> drawn)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named, 0);
    }
  }

  record PermutationOfRanks(
      int n,
      int count,
      Read<Integer> ranks,
      Written<Integer> byRank,
      Written<Integer> source,
      Written<Integer> own) {}

  record MixRows(
      Shape shape,
      Read<Float> x,
      Read<Integer> rows,
      RandomArguments random,
      float beta,
      Written<Float> y,
      Written<Integer> fault) {}

  static final Kernel<GatherRows> GATHER_ROWS = Kernel.of("gather_rows", 256, GatherRows.class);
  static final Kernel<ScatterAddRows> SCATTER_ADD_ROWS =
      Kernel.of("scatter_add_rows", 256, ScatterAddRows.class);
  static final Kernel<Noise> NOISE = Kernel.of("noise", 128, Noise.class);
  static final Kernel<Dropout> DROPOUT = Kernel.of("dropout", 128, Dropout.class);
  static final Kernel<TransposeValues> TRANSPOSE_VALUES =
      Kernel.of("transpose_values", 256, TransposeValues.class);
  static final Kernel<MaskRows> MASK_ROWS = Kernel.of("mask_rows", 256, MaskRows.class);
  static final Kernel<MaskColumns> MASK_COLUMNS = Kernel.of("mask_columns", 256, MaskColumns.class);
  static final Kernel<DrawRanks> DRAW_RANKS = Kernel.of("draw_ranks", 256, DrawRanks.class);
  static final Kernel<PermutationOfRanks> PERMUTATION_OF_RANKS =
      Kernel.of("permutation_of_ranks", 256, PermutationOfRanks.class);

  record DrawPermutation(
      int n, int count, RandomArguments random, Written<Integer> source, Written<Integer> own)
      implements Costed {
    @Override
    public Cost cost(long named) {
      return Costed.of(named, 0);
    }
  }

  static final Kernel<DrawPermutation> DRAW_PERMUTATION =
      Kernel.of("draw_permutation", MOST_PERMUTED, DrawPermutation.class);

  static final Kernel<MixRows> MIX_ROWS = Kernel.of("mix_rows", 256, MixRows.class);

  private final StreamContext context;
  private final MovedPropagation moved;

  /** The ranks of the rows, and the rows in the order of their ranks. */
  private final ScratchBuffer ranks;

  public CudaCorruptionKernels(StreamContext context) {
    this.context = context;
    this.moved = new MovedPropagation(context);
    this.ranks = ScratchBuffer.of(context);
  }

  @Override
  public void gatherRows(Matrix x, Indices rows, Matrix y) {
    Scheduled from =
        context
            .originOf(CudaIndices.in(rows), Scheduled.class)
            .orElse(new Scheduled(CudaIndices.in(rows), 1, 0, DeviceRange.noneRead()));
    var given = GivenRows.of(x, from);
    GATHER_ROWS.forElements(
        context, y.size(), new GatherRows(Shape.of(y), given, CudaMatrix.out(y), context.fault()));
    context
        .originOf(CudaMatrix.in(x), Propagated.class)
        .filter(made -> made.chosen().isEmpty())
        .map(made -> new Propagated(made.a(), made.x(), Optional.of(CudaIndices.in(rows))))
        .ifPresent(chosen -> context.tellOrigin(CudaMatrix.in(y), chosen.sources(), chosen));
    tellMoved(x, Moving.TAKEN, rows, y);
    if (given.areScheduled()) {
      context.tellOrigin(CudaMatrix.in(y), given.sources(), given);
    }
  }

  /** Tells what others can read in place of y, which need not wait for it then. */
  private void tellMoved(Matrix x, Moving moving, Indices rows, Matrix y) {
    var origin =
        new Moved(CudaMatrix.in(x), new Moved.Moves(x.rows(), moving, CudaIndices.in(rows)));
    if (!CudaMatrix.out(y).conflicts(CudaMatrix.in(x))) {
      context.tellOrigin(CudaMatrix.in(y), origin.sources(), origin);
    }
  }

  @Override
  public void scatterAddRows(Matrix x, Indices rows, double beta, Matrix y) {
    if (x.rows() == y.rows() && moved.add(x, Moving.ADDED, CudaIndices.in(rows), beta, y)) {
      return;
    }
    SCATTER_ADD_ROWS.forRows(
        context,
        y.rows(),
        new ScatterAddRows(
            Shape.of(x),
            y.rows(),
            CudaMatrix.in(x),
            CudaIndices.in(rows),
            (float) beta,
            CudaMatrix.out(y),
            context.fault()));
    if (beta == 0) {
      tellMoved(x, Moving.ADDED, rows, y);
    }
  }

  @Override
  public void noise(Matrix x, double variance, RandomSource random, Matrix y) {
    NOISE.forElements(
        context,
        draws(x),
        new Noise(
            Shape.of(x),
            GivenRows.of(context, CudaMatrix.in(x), x.rows()),
            Math.sqrt(variance),
            RandomArguments.of(random),
            CudaMatrix.out(y)));
  }

  /** The number of threads that draw random numbers for a matrix. */
  private static long draws(Matrix x) {
    return (long) x.rows() * Grid.blocks(x.columns(), DRAWN_COLUMNS);
  }

  @Override
  public void drawRows(RandomSource random, Indices rows, Indices mask) {
    DRAW_RANKS.forElements(
        context,
        mask.length(),
        new DrawRanks(
            mask.length(),
            rows.length(),
            RandomArguments.of(random),
            CudaIndices.out(mask),
            CudaIndices.out(rows)));
  }

  @Override
  public void maskRows(Matrix x, Indices mask, double beta, Matrix y) {
    if (moved.add(x, Moving.CLEARED, CudaIndices.in(mask), beta, y)) {
      return;
    }
    MASK_ROWS.forElements(
        context,
        x.size(),
        new MaskRows(
            Shape.of(x), CudaMatrix.in(x), CudaIndices.in(mask), (float) beta, CudaMatrix.out(y)));
    if (beta == 0) {
      tellMoved(x, Moving.CLEARED, mask, y);
    }
  }

  @Override
  public void maskColumns(Matrix x, Indices mask, double beta, Matrix y) {
    MASK_COLUMNS.forElements(
        context,
        x.size(),
        new MaskColumns(
            Shape.of(x), CudaMatrix.in(x), CudaIndices.in(mask), (float) beta, CudaMatrix.out(y)));
  }

  @Override
  public void drawPermutation(int count, RandomSource random, Indices source, Indices own) {
    int rows = source.length();
    if (rows == 0) {
      return;
    }
    if (rows <= MOST_PERMUTED) {
      DRAW_PERMUTATION.launch(
          context,
          1,
          1,
          new DrawPermutation(
              rows,
              count,
              RandomArguments.of(random),
              CudaIndices.out(source),
              CudaIndices.out(own)));
      return;
    }
    ScratchBuffer.Room room = ranks.room(2L * rows * Integer.BYTES);
    Written<Integer> byRow = room.ints(rows);
    DRAW_RANKS.forElements(
        context,
        rows,
        new DrawRanks(
            rows, ALL_RANKS, RandomArguments.of(random), byRow, DeviceRange.noneWritten()));
    PERMUTATION_OF_RANKS.launch(
        context,
        1,
        1,
        new PermutationOfRanks(
            rows,
            count,
            byRow.asRead(),
            room.ints(rows),
            CudaIndices.out(source),
            CudaIndices.out(own)));
  }

  @Override
  public void dropout(Matrix x, double rate, RandomSource random, double beta, Matrix y) {
    DROPOUT.forElements(
        context,
        draws(x),
        new Dropout(
            Shape.of(x),
            CudaMatrix.in(x),
            rate,
            RandomArguments.of(random),
            (float) beta,
            CudaMatrix.out(y)));
  }

  @Override
  public void dropEntries(SparseMatrix x, double rate, RandomSource random, SparseMatrix y) {
    int entries = x.nnz();
    CudaSparseMatrix in = (CudaSparseMatrix) x;
    CudaSparseMatrix out = (CudaSparseMatrix) y;
    Written<Float> values = out.direct().out().values();
    DROPOUT.forElements(
        context,
        Grid.blocks(entries, DRAWN_COLUMNS),
        new Dropout(
            new Shape(1, entries),
            in.direct().in().values(),
            rate,
            RandomArguments.of(random),
            0,
            values));
    TRANSPOSE_VALUES.forElements(
        context,
        entries,
        new TransposeValues(
            entries,
            out.transposedEntries().asRead(),
            values.asRead(),
            out.transposed().out().values()));
    out.valuesChanged();
  }

  @Override
  public void mixRows(Matrix x, Indices rows, RandomSource random, double beta, Matrix y) {
    MIX_ROWS.forElements(
        context,
        x.size(),
        new MixRows(
            Shape.of(x),
            CudaMatrix.in(x),
            CudaIndices.in(rows),
            RandomArguments.of(random),
            (float) beta,
            CudaMatrix.out(y),
            context.fault()));
  }
}
