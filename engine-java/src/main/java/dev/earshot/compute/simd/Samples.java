package dev.earshot.compute.simd;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.RandomSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Runs on made-up numbers, of the sizes and kinds of a run of the real work. */
final class Samples {
  /** Rows of a sample's matrices: some tiles. */
  private static final int ROWS = 18;

  /** Entries of each row of a sparse matrix. */
  private static final int ENTRIES = 8;

  private static final int FEW_ROWS = 6;

  /** Elements of a loop in a small run: one vector of sixteen lanes, and four of the smallest. */
  private static final int FEW = 16;

  private Samples() {}

  /** A run of n elements, and one of a few. */
  private static Sample sized(int n, IntFunction<Consumer<VectorOps>> run) {
    return new Sample(run.apply(Math.min(n, 4 * FEW)), run.apply(n));
  }

  static Sample product(DenseProduct like) {
    DenseProduct small = dense(like, FEW_ROWS, Math.min(like.inner, FEW));
    DenseProduct large = dense(like, ROWS, like.inner);
    return new Sample(ops -> ops.multiply(small), ops -> ops.multiply(large));
  }

  static Sample squaredDistances(DenseProduct like) {
    DenseProduct small = dense(like, FEW_ROWS, Math.min(like.inner, FEW));
    DenseProduct large = dense(like, ROWS, like.inner);
    return new Sample(ops -> ops.squaredDistances(small), ops -> ops.squaredDistances(large));
  }

  private static DenseProduct dense(DenseProduct like, int rows, int inner) {
    int columns = like.b.columns;
    DenseProduct p = new DenseProduct();
    p.a = floats(rows * inner);
    p.rows = rows;
    boolean transposed = like.aRowStride == 1;
    p.aRowStride = transposed ? 1 : inner;
    p.aInnerStride = transposed ? rows : 1;
    p.b = new PackedMatrix();
    p.b.pack(new PlainOps("packs"), random(inner, columns), 0);
    p.inner = inner;
    p.c = floats(rows * columns);
    p.cStride = columns;
    p.store.accumulate(like.store.beta);
    if (like.store.relu || like.store.biased) {
      p.store.finish(
          new Epilogue(
              like.store.biased ? Optional.of(random(1, columns)) : Optional.empty(),
              like.store.relu ? Activation.RELU : Activation.NONE));
    }
    return p;
  }

  static Sample sparse(SparseProduct like) {
    SparseProduct small = sparse(like, FEW_ROWS, 1);
    SparseProduct large = sparse(like, ROWS, ENTRIES);
    return new Sample(ops -> ops.multiply(small), ops -> ops.multiply(large));
  }

  private static SparseProduct sparse(SparseProduct like, int rows, int entries) {
    SparseProduct p = new SparseProduct();
    p.a = entries(rows, entries);
    p.x = floats(rows * like.width);
    p.y = floats(rows * like.width);
    p.width = like.width;
    p.to = rows;
    p.startFromZero();
    p.least = like.least;
    return p;
  }

  /** A run on made-up nodes with as many heads and columns. */
  static Sample neighbors(HeadRows like, BiConsumer<VectorOps, HeadRows> run) {
    HeadRows few = neighbors(like, FEW_ROWS, 1);
    HeadRows some = neighbors(like, ROWS, ENTRIES);
    return new Sample(ops -> run.accept(ops, few), ops -> run.accept(ops, some));
  }

  static Sample multiplyEach(int size) {
    return sized(
        size,
        n -> {
          float[] x = floats(n);
          float[] z = new float[n];
          return ops -> ops.multiplyEach(x, 0, x, 0, z, 0, n);
        });
  }

  private static HeadRows neighbors(HeadRows like, int rows, int entries) {
    float[] x = floats(rows * like.heads * like.width);
    return new HeadRows()
        .of(like.heads, like.width, entries(rows, entries))
        .rows(0, rows)
        .nodes(x, 0)
        .own(x.clone(), 0)
        .numbers(floats(rows * entries * like.heads), 0)
        .gradient(floats(rows * entries * like.heads), 0, new float[x.length])
        .start(true);
  }

  private static CompressedRows entries(int rows, int entries) {
    CompressedRows a = new CompressedRows(rows, rows * entries);
    Arrays.setAll(a.rowOffsets, i -> entries * Math.min(i, rows));
    Arrays.setAll(a.columnIndices, e -> e % rows);
    Arrays.fill(a.values, 0.1f);
    return a;
  }

  static Sample transposeRows(int heads, int width) {
    return sized(
        ROWS,
        rows -> {
          float[] x = floats(rows * heads * width);
          float[] y = new float[rows * heads * width];
          return ops -> ops.transposeRows(x, 0, rows, heads, width, y, 0);
        });
  }

  static Sample packTransposed(int most, int width) {
    return sized(
        most,
        inner -> {
          float[] source = floats(inner * width);
          float[] panel = new float[inner * width];
          return ops -> ops.packPanelTransposed(source, 0, inner, inner, width, width, panel, 0);
        });
  }

  static Sample dot(int size) {
    return sized(
        size,
        n -> {
          float[] a = floats(n);
          float[] b = floats(n);
          return ops -> ops.dot(a, 0, b, 0, n);
        });
  }

  static Sample candidates(CandidateScan like) {
    return sized(
        like.count,
        n -> {
          CandidateScan scan = new CandidateScan();
          scan.products = floats(n);
          scan.count = n;
          scan.columnLower = floats(n);
          scan.columnUpper = floats(n);
          scan.columnNear = new float[n];
          Arrays.fill(scan.columnNear, Float.POSITIVE_INFINITY);
          scan.columnFar = new float[n];
          Arrays.fill(scan.columnFar, Float.NEGATIVE_INFINITY);
          scan.rowNear = Float.POSITIVE_INFINITY;
          scan.rowFar = Float.NEGATIVE_INFINITY;
          scan.found = new int[n];
          return ops -> ops.candidates(scan);
        });
  }

  static Sample select(ColumnSelection like, int most) {
    // The selection is used again for other columns meanwhile.
    int columns = like.count;
    int k = like.k;
    boolean selfJoin = like.anyFarthest;
    return sized(
        most,
        rows -> {
          ColumnSelection selection = new ColumnSelection();
          if (selfJoin) {
            HeapIndices labels = new HeapIndices(Math.max(rows, columns));
            labels.write(IntStream.range(0, labels.length()).map(i -> -1).toArray());
            selection.beginSelfJoin(0, columns, labels, k);
          } else {
            selection.begin(columns, rows, k);
          }
          float[] distances = floats(rows * columns + FixedOrder.LANES);
          return ops -> ops.select(selection, distances, columns, 0, rows);
        });
  }

  static Sample add(float alpha, float beta, int size) {
    return sized(
        size,
        n -> {
          float[] x = floats(n);
          float[] y = floats(n);
          return ops -> ops.add(alpha, x, 0, beta, y, 0, n);
        });
  }

  static Sample columnSums(int most, int columns, float beta) {
    return sized(
        most,
        rows -> {
          float[] x = floats(rows * columns);
          float[] sums = new float[columns];
          return ops -> ops.columnSums(x, 0, rows, columns, beta, sums, 0);
        });
  }

  static Sample rectifierBackward(int most, int columns, float beta) {
    return sized(
        most,
        rows -> {
          float[] y = floats(rows * columns);
          float[] g = floats(rows * columns);
          float[] sums = new float[columns];
          return ops -> ops.rectifierBackward(y, 0, g, 0, rows, columns, beta, sums, 0);
        });
  }

  static Sample zeroWhereNotPositive(int size) {
    return sized(
        size,
        n -> {
          float[] y = floats(n);
          float[] g = floats(n);
          return ops -> ops.zeroWhereNotPositive(y, 0, g, 0, n);
        });
  }

  static Sample squaredError(int size) {
    return sized(
        size,
        n -> {
          float[] p = floats(n);
          float[] t = floats(n);
          float[] g = new float[n];
          return ops -> ops.squaredError(p, 0, t, 0, 0.1f, g, 0, n);
        });
  }

  static Sample exp(int size) {
    return sized(
        size,
        n -> {
          float[] x = floats(n);
          float[] y = new float[n];
          return ops -> ops.exp(x, 0, y, 0, n);
        });
  }

  static Sample elu(int size) {
    return sized(
        size,
        n -> {
          float[] x = floats(n);
          float[] y = new float[n];
          return ops -> ops.elu(x, 0, y, 0, n);
        });
  }

  static Sample eluBackward(float beta, int size) {
    return sized(
        size,
        n -> {
          float[] y = floats(n);
          float[] x = new float[n];
          return ops -> ops.eluBackward(y, 0, y, 0, beta, x, 0, n);
        });
  }

  static Sample drawBits(RandomSource random, int columns) {
    return sized(
        ROWS,
        rows -> {
          RandomSource own = own(random);
          int[] bits = new int[rows * columns / Integer.SIZE + 1];
          return ops -> ops.drawBits(own, rows, 1L << 30, columns, bits);
        });
  }

  static Sample addWhere(float beta, int size) {
    return sized(
        size,
        n -> {
          int[] bits = new Random(0).ints(n / Integer.SIZE + 1).toArray();
          float[] x = floats(n);
          float[] y = floats(n);
          return ops -> ops.addWhere(bits, 1, x, 0, beta, y, 0, n);
        });
  }

  static Sample normals(RandomSource random, int size) {
    return sized(
        size,
        n -> {
          RandomSource own = own(random);
          return ops -> ops.normals(own, 0, n, new double[PlainRandom.room(n)]);
        });
  }

  static Sample normalize(int most, int columns) {
    return sized(
        most,
        rows -> {
          SimdMatrix x = random(rows, columns);
          SimdMatrix row = random(1, columns);
          SimdMatrix moments = new SimdMatrix(2, columns);
          SimdMatrix y = new SimdMatrix(rows, columns);
          return ops -> ops.normalizeColumns(x, row, row, moments, 0, y);
        });
  }

  static Sample normalizeBackward(int most, int columns, float beta) {
    return sized(
        most,
        rows -> {
          SimdMatrix x = random(rows, columns);
          SimdMatrix row = random(1, columns);
          SimdMatrix moments = random(2, columns);
          SimdMatrix slope = new SimdMatrix(rows, columns);
          SimdMatrix affine = new SimdMatrix(2, columns);
          return ops -> ops.normalizeColumnsBackward(x, row, moments, x, beta, slope, affine);
        });
  }

  /** The same source with a step that nobody else changes. */
  private static RandomSource own(RandomSource random) {
    return new RandomSource(random.seed(), random.stream(), new HeapIndices(1));
  }

  private static SimdMatrix random(int rows, int columns) {
    SimdMatrix matrix = new SimdMatrix(rows, columns);
    System.arraycopy(floats(rows * columns), 0, matrix.data, 0, rows * columns);
    return matrix;
  }

  /** Numbers in -1 .. 1. */
  private static float[] floats(int n) {
    Random random = new Random(1);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = 2 * random.nextFloat() - 1;
    }
    return x;
  }
}
