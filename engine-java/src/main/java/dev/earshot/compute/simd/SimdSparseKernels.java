package dev.earshot.compute.simd;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.HeapSparseMatrix;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;

final class SimdSparseKernels implements SparseKernels {
  private final VectorOps ops;
  private final SimdAttention attention;
  private final RowStore rowStore = new RowStore();

  SimdSparseKernels(VectorOps ops) {
    this.ops = ops;
    this.attention = new SimdAttention(ops);
  }

  @Override
  public void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y) {
    Checks.shape(x, a.columns(), y.columns(), "x");
    Checks.shape(y, a.rows(), x.columns(), "y");
    Checks.distinct(y, x, "y");
    epilogue.check(y.columns());
    var edges = (HeapSparseMatrix) a;
    int[] offsets = edges.rowOffsets();
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    int width = out.columns();
    rowStore.accumulate(0);
    rowStore.finish(epilogue, 0);
    for (int i = 0; i < out.rows(); i++) {
      int row = out.row(i);
      ops.combineRows(
          edges.values(),
          edges.columnIndices(),
          offsets[i],
          offsets[i + 1],
          in.data,
          in.offset,
          width,
          out.data,
          row,
          width);
      if (!rowStore.changesNothing()) {
        ops.store(out.data, row, rowStore, out.data, row, width);
      }
    }
  }

  @Override
  public void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c) {
    Checks.shape(b, a.rows(), c.columns(), "b");
    Checks.shape(c, a.columns(), b.columns(), "c");
    Checks.distinct(c, b, "c");
    var edges = (HeapSparseMatrix) a;
    int[] offsets = edges.rowOffsets();
    SimdMatrix in = SimdMatrix.of(b);
    SimdMatrix out = SimdMatrix.written(c);
    out.scale(ops, beta, out.offset, out.size());
    for (int i = 0; i < in.rows(); i++) {
      for (int e = offsets[i]; e < offsets[i + 1]; e++) {
        int row = out.row(edges.columnIndices()[e]);
        float weight = (float) edges.values()[e];
        ops.add(weight, in.data, in.row(i), 1, out.data, row, out.columns());
      }
    }
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
    SparseKernels.checkAttention(graph, x, vectors, scores, attention);
    Checks.sameShape(gradient, x, "gradient");
    Checks.sameShape(xGradient, x, "xGradient");
    Checks.distinct(xGradient, gradient, "xGradient");
    Checks.sameShape(vectorsGradient, vectors, "vectorsGradient");
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
}
