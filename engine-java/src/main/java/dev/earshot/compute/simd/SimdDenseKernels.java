package dev.earshot.compute.simd;

import dev.earshot.compute.Activation;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;

final class SimdDenseKernels implements DenseKernels {
  private static final long NOT_KEPT = Long.MIN_VALUE;

  /** Rows of a product that one thread computes at a time. */
  private static final int SHARED_ROWS = 96;

  /**
   * For a gradient of weights with at most this many columns and no fewer than {@link #SOME_ROWS}
   * rows, the transpose is computed instead. So few columns would fill little of a vector, but in
   * the transpose they fill most rows of a tile.
   */
  private static final int FEW_COLUMNS = 6;

  private static final int SOME_ROWS = 16;

  private final VectorOps ops;
  private final Workers workers;
  private final PackedMatrix packedGradient = new PackedMatrix();
  private final PackedMatrix laidOver = new PackedMatrix();
  private final RowStore rowStore = new RowStore();
  private final NonZeroRows nonZero = new NonZeroRows();
  private final ShapedRoom firstRoom = new ShapedRoom();
  private final ShapedRoom secondRoom = new ShapedRoom();
  private final ShapedRoom turnedRoom = new ShapedRoom();

  SimdDenseKernels(Workers workers) {
    this.workers = workers;
    ops = workers.caller().ops;
  }

  @Override
  public void linear(Matrix x, Matrix w, Epilogue epilogue, Matrix y) {
    SimdMatrix left = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    PackedMatrix weights = SimdMatrix.of(w).asFactor(ops, x.rows());
    if (epilogue.bias().isEmpty() && nonZero.find(ops, left)) {
      multiplyNonZero(left, weights, 0, epilogue, out);
      return;
    }
    multiply(left, weights, 0, epilogue, out);
  }

  private void multiply(
      SimdMatrix a, PackedMatrix b, double beta, Epilogue epilogue, SimdMatrix c) {
    multiply(a, b, c.rows(), beta, epilogue, c);
  }

  /** The product of the first rows of a. */
  private void multiply(
      SimdMatrix a, PackedMatrix b, int count, double beta, Epilogue epilogue, SimdMatrix c) {
    if (!workers.worthSplitting((long) count * c.columns() * b.inner)) {
      workers.caller().gemm.multiply(a, b, beta, epilogue, c, 0, count);
      return;
    }
    workers.runBlocks(
        count,
        SHARED_ROWS,
        (from, to, worker) -> worker.gemm.multiply(a, b, beta, epilogue, c, from, to));
  }

  /**
   * As {@link #multiply}, but only for the rows of a that {@link #nonZero} found last. The product
   * of the other rows is 0.
   */
  private void multiplyNonZero(
      SimdMatrix a, PackedMatrix b, double beta, Epilogue epilogue, SimdMatrix c) {
    SimdMatrix rows = firstRoom.like(a);
    SimdMatrix result = secondRoom.like(c);
    nonZero.gather(a, rows);
    multiply(rows, b, nonZero.count(), 0, epilogue, result);
    nonZero.scatter(ops, result, beta, c);
  }

  @Override
  public void applyEpilogue(Epilogue epilogue, Matrix y) {
    applyEpilogue(ops, rowStore, epilogue, SimdMatrix.written(y));
  }

  static void applyEpilogue(VectorOps ops, RowStore store, Epilogue epilogue, SimdMatrix y) {
    store.accumulate(0);
    store.finish(epilogue);
    if (store.changesNothing()) {
      return;
    }
    for (int i = 0; i < y.rows(); i++) {
      ops.store(y.data, y.row(i), store, 0, y.data, y.row(i), y.columns());
    }
  }

  @Override
  public void multiplyTransposedA(Matrix a, Matrix b, double beta, Matrix c) {
    // Here b is a gradient that is new in every step, so its packed copy would not be reused.
    SimdMatrix left = SimdMatrix.of(a);
    SimdMatrix right = SimdMatrix.of(b);
    SimdMatrix out = SimdMatrix.written(c);
    if (left.size() == 1) {
      float factor = left.data[left.offset];
      ops.add(factor, right.data, right.offset, (float) beta, out.data, out.offset, out.size());
      return;
    }
    if (out.size() == 1 && Gemm.isFar(left)) {
      double sum = ops.dot(left.data, left.offset, right.data, right.offset, left.size());
      double old = beta == 0 ? 0 : beta * out.data[out.offset];
      out.data[out.offset] = (float) (sum + old);
      return;
    }
    SimdMatrix rows = left;
    SimdMatrix gradientRows = right;
    int count = left.rows();
    if (nonZero.find(ops, right)) {
      rows = firstRoom.like(left);
      gradientRows = secondRoom.like(right);
      nonZero.gather(left, rows);
      nonZero.gather(right, gradientRows);
      count = nonZero.count();
    }
    multiplyTransposed(rows, gradientRows, count, beta, out);
  }

  /** {@code c = a' b + beta c} over the first rows of a and b. */
  private void multiplyTransposed(
      SimdMatrix a, SimdMatrix b, int count, double beta, SimdMatrix c) {
    Gemm gemm = workers.caller().gemm;
    long multiplyAdds = (long) c.size() * count;
    // The work alone decides, not the vector's width or the number of threads: the sums start
    // differently.
    boolean large = Workers.isLarge(multiplyAdds);
    if (large || c.columns() > FEW_COLUMNS || c.rows() < SOME_ROWS) {
      PackedMatrix factor = factor(b, count, Gemm.isFar(b));
      if (workers.worthSplitting(multiplyAdds)) {
        workers.runBlocks(
            c.rows(),
            SHARED_ROWS,
            (from, to, worker) -> worker.gemm.multiplyTransposed(a, factor, beta, c, from, to));
      } else {
        gemm.multiplyTransposed(a, factor, beta, c, 0, c.rows());
      }
      return;
    }
    SimdMatrix turned = turnedRoom.like(c.columns(), c.rows());
    PackedMatrix factor = factor(a, count, true);
    gemm.multiplyTransposed(b, factor, 0, turned, 0, turned.rows());
    c.scale(ops, beta, c.offset, c.size());
    for (int j = 0; j < c.columns(); j++) {
      int from = turned.row(j);
      int to = c.offset + j;
      for (int i = 0; i < c.rows(); i++) {
        c.data[to + i * c.columns()] += turned.data[from + i];
      }
    }
  }

  /** A matrix's first rows as the right factor of one product, in place if it may be and can. */
  private PackedMatrix factor(SimdMatrix matrix, int count, boolean inPlace) {
    if (inPlace && PackedMatrix.worksInPlace(matrix)) {
      return laidOver.layOver(matrix, count);
    }
    packedGradient.pack(ops, matrix, count, NOT_KEPT);
    return packedGradient;
  }

  @Override
  public void multiplyTransposedB(Matrix a, Matrix b, double beta, Matrix c) {
    PackedMatrix weights = SimdMatrix.of(b).packedTransposed(ops);
    SimdMatrix left = SimdMatrix.of(a);
    SimdMatrix out = SimdMatrix.written(c);
    if (nonZero.find(ops, left)) {
      multiplyNonZero(left, weights, beta, Epilogue.NONE, out);
      return;
    }
    multiply(left, weights, beta, Epilogue.NONE, out);
  }

  @Override
  public void activationBackward(Activation activation, Matrix y, Matrix gradient) {
    if (activation == Activation.NONE) {
      return;
    }
    SimdMatrix out = SimdMatrix.of(y);
    SimdMatrix slope = SimdMatrix.written(gradient);
    ops.zeroWhereNotPositive(out.data, out.offset, slope.data, slope.offset, out.size());
  }

  @Override
  public void epilogueBackward(
      Activation activation, Matrix y, Matrix gradient, double beta, Matrix biasGradient) {
    if (activation == Activation.NONE) {
      columnSums(gradient, beta, biasGradient);
      return;
    }
    SimdMatrix out = SimdMatrix.of(y);
    SimdMatrix slope = SimdMatrix.written(gradient);
    SimdMatrix sums = SimdMatrix.written(biasGradient);
    ops.rectifierBackward(
        out.data,
        out.offset,
        slope.data,
        slope.offset,
        out.rows(),
        out.columns(),
        (float) beta,
        sums.data,
        sums.offset);
  }

  @Override
  public void elu(Matrix x, Matrix y) {
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    ops.elu(in.data, in.offset, out.data, out.offset, in.size());
  }

  @Override
  public void eluBackward(Matrix y, Matrix gradient, double beta, Matrix xGradient) {
    SimdMatrix out = SimdMatrix.of(y);
    SimdMatrix slope = SimdMatrix.of(gradient);
    SimdMatrix in = SimdMatrix.written(xGradient);
    ops.eluBackward(
        out.data,
        out.offset,
        slope.data,
        slope.offset,
        (float) beta,
        in.data,
        in.offset,
        out.size());
  }

  @Override
  public void normalizeColumns(
      Matrix x, Matrix scale, Matrix shift, Matrix moments, Activation activation, Matrix y) {
    ops.normalizeColumns(
        SimdMatrix.of(x),
        SimdMatrix.of(scale),
        SimdMatrix.of(shift),
        SimdMatrix.written(moments),
        RowStore.least(activation),
        SimdMatrix.written(y));
  }

  @Override
  public void normalizeColumnsBackward(
      Matrix x,
      Matrix scale,
      Matrix moments,
      Matrix gradient,
      double beta,
      Matrix xGradient,
      Matrix affineGradient) {
    ops.normalizeColumnsBackward(
        SimdMatrix.of(x),
        SimdMatrix.of(scale),
        SimdMatrix.of(moments),
        SimdMatrix.of(gradient),
        (float) beta,
        SimdMatrix.written(xGradient),
        SimdMatrix.written(affineGradient));
  }

  @Override
  public void columnSums(Matrix x, double beta, Matrix sums) {
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(sums);
    ops.columnSums(in.data, in.offset, in.rows(), in.columns(), (float) beta, out.data, out.offset);
  }

  @Override
  public void add(double alpha, Matrix x, double beta, Matrix y) {
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    ops.add((float) alpha, in.data, in.offset, (float) beta, out.data, out.offset, out.size());
  }
}
