package dev.earshot.compute.simd;

import dev.earshot.compute.Attention;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;

final class SimdSparseKernels implements SparseKernels {
  /** Rows of a product that one thread computes at a time. */
  private static final int SHARED_ROWS = 512;

  /** A multiply-add with a gathered row takes as long as this many in a dense product. */
  private static final long SLOWNESS = 8;

  private final Workers workers;
  private final SimdAttention attentionPasses;

  SimdSparseKernels(Workers workers) {
    this.workers = workers;
    attentionPasses = new SimdAttention(workers.caller().ops);
  }

  @Override
  public void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y) {
    CompressedRows entries = SimdSparseMatrix.of(a).nonZero();
    multiply(entries, a.nnz(), SimdMatrix.of(x), 0, epilogue, SimdMatrix.written(y));
  }

  @Override
  public void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c) {
    CompressedRows entries = SimdSparseMatrix.of(a).transposed();
    multiply(entries, a.nnz(), SimdMatrix.of(b), beta, Epilogue.NONE, SimdMatrix.written(c));
  }

  private void multiply(
      CompressedRows a, int nnz, SimdMatrix x, double beta, Epilogue epilogue, SimdMatrix y) {
    if (!workers.worthSplitting(SLOWNESS * nnz * y.columns())) {
      multiply(workers.caller(), a, x, beta, epilogue, y, 0, y.rows());
      return;
    }
    workers.runBlocks(
        y.rows(),
        SHARED_ROWS,
        (from, to, worker) -> multiply(worker, a, x, beta, epilogue, y, from, to));
  }

  private static void multiply(
      Worker worker,
      CompressedRows a,
      SimdMatrix x,
      double beta,
      Epilogue epilogue,
      SimdMatrix y,
      int from,
      int to) {
    SparseProduct product = worker.sparseProduct;
    product.a = a;
    product.x = x.data;
    product.xAt = x.offset;
    product.y = y.data;
    product.yAt = y.offset;
    product.width = y.columns();
    product.from = from;
    product.to = to;
    product.startFromOutput(beta);
    if (epilogue.bias().isPresent()) {
      SimdMatrix bias = SimdMatrix.of(epilogue.bias().get());
      product.startFromRow(bias.data, bias.offset);
    }
    product.least = RowStore.least(epilogue.activation());
    worker.ops.multiply(product);
  }

  @Override
  public void attend(Attention attention, Epilogue epilogue, Matrix y) {
    attentionPasses.forward(attention, epilogue, y);
  }

  @Override
  public void attendBackward(
      Attention attention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    attentionPasses.backward(attention, gradient, xBeta, xGradient, vectorsBeta, vectorsGradient);
  }
}
