package dev.earshot.compute.reference;

import dev.earshot.compute.Attention;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;

final class ReferenceSparseKernels implements SparseKernels {
  @Override
  public void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y) {
    var edges = ReferenceSparseMatrix.of(a);
    var in = ReferenceMatrix.of(x);
    var out = ReferenceMatrix.of(y);
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        double sum = 0;
        for (int e = edges.rowOffsets()[i]; e < edges.rowOffsets()[i + 1]; e++) {
          sum += edges.values()[e] * in.get(edges.columnIndices()[e], j);
        }
        out.set(i, j, ReferenceDenseKernels.apply(epilogue, sum, j));
      }
    }
  }

  @Override
  public void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c) {
    var edges = ReferenceSparseMatrix.of(a);
    var in = ReferenceMatrix.of(b);
    var out = ReferenceMatrix.of(c);
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.columns(); j++) {
        out.update(i, j, 0, beta);
      }
    }
    for (int i = 0; i < a.rows(); i++) {
      for (int e = edges.rowOffsets()[i]; e < edges.rowOffsets()[i + 1]; e++) {
        int k = edges.columnIndices()[e];
        for (int j = 0; j < c.columns(); j++) {
          out.update(k, j, edges.values()[e] * in.get(i, j), 1);
        }
      }
    }
  }

  @Override
  public void attend(Attention attention, Epilogue epilogue, Matrix y) {
    ReferenceAttention.forward(attention, epilogue, y);
  }

  @Override
  public void attendBackward(
      Attention attention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient) {
    ReferenceAttention.backward(
        attention, gradient, xBeta, xGradient, vectorsBeta, vectorsGradient);
  }
}
