package dev.earshot.compute.simd;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Checks;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.HeapLinks;
import dev.earshot.compute.HeapReach;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;

final class SimdSparseKernels implements SparseKernels {
  /** Rows of a product that one thread computes at a time. */
  private static final int SHARED_ROWS = 512;

  /** A multiply-add of a gathered row takes as long as so many in a dense product. */
  private static final long SLOWNESS = 8;

  private final Workers workers;
  private final SimdAttention attention;
  private final HeapLinks links = new HeapLinks();

  SimdSparseKernels(Workers workers) {
    this.workers = workers;
    attention = new SimdAttention(workers.caller().ops);
  }

  @Override
  public void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y) {
    Checks.shape(x, a.columns(), y.columns(), "x");
    Checks.shape(y, a.rows(), x.columns(), "y");
    Checks.distinct(y, x, "y");
    epilogue.check(y.columns());
    CompressedRows entries = SimdSparseMatrix.of(a).entries();
    multiply(entries, a.nnz(), SimdMatrix.of(x), 0, epilogue, SimdMatrix.written(y));
  }

  @Override
  public void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c) {
    Checks.shape(b, a.rows(), c.columns(), "b");
    Checks.shape(c, a.columns(), b.columns(), "c");
    Checks.distinct(c, b, "c");
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
    boolean rectified = epilogue.activation() == Activation.RELU;
    product.least = rectified ? 0 : Float.NEGATIVE_INFINITY;
    worker.ops.multiply(product);
  }

  @Override
  public void attend(
      SparseMatrix graph,
      Matrix x,
      Matrix vectors,
      double slope,
      Epilogue epilogue,
      Matrix scores,
      Matrix attention,
      Matrix y) {
    SparseKernels.checkAttention(graph, x, vectors, scores, attention);
    Checks.sameShape(y, x, "y");
    Checks.distinct(y, x, "y");
    epilogue.check(y.columns());
    this.attention.forward(graph, x, vectors, slope, epilogue, scores, attention, y);
  }

  @Override
  public void attendBackward(
      SparseMatrix graph,
      Matrix x,
      Matrix vectors,
      double slope,
      Matrix scores,
      Matrix attention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    SparseKernels.checkAttentionBackward(
        graph, x, vectors, scores, attention, gradient, xGradient, vectorsGradient);
    this.attention.backward(
        graph,
        x,
        vectors,
        slope,
        scores,
        attention,
        gradient,
        xBeta,
        xGradient,
        vectorsBeta,
        vectorsGradient);
  }

  @Override
  public void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency) {
    links.link(rule, nearest, blindNearest, farthest, blindChoice, adjacency);
  }

  @Override
  public void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others) {
    SparseKernels.checkReach(a, mask, reached, others);
    CompressedRows entries = SimdSparseMatrix.of(a).entries();
    int[] offsets = entries.rowOffsets;
    int[] columns = entries.columnIndices;
    HeapReach.reach(offsets, columns, mask, changed, reached, others);
  }

  @Override
  public void join(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    links.join(rule, nodes, count, degrees, adjacency);
  }
}
