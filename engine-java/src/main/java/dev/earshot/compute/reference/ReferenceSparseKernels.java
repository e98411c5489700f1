package dev.earshot.compute.reference;

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

final class ReferenceSparseKernels implements SparseKernels {
  private final HeapLinks links = new HeapLinks();

  @Override
  public void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y) {
    Checks.shape(x, a.columns(), y.columns(), "x");
    Checks.shape(y, a.rows(), x.columns(), "y");
    Checks.distinct(y, x, "y");
    epilogue.check(y.columns());
    var edges = (ReferenceSparseMatrix) a;
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
    Checks.shape(b, a.rows(), c.columns(), "b");
    Checks.shape(c, a.columns(), b.columns(), "c");
    Checks.distinct(c, b, "c");
    var edges = (ReferenceSparseMatrix) a;
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
    ReferenceAttention.forward(graph, x, vectors, slope, epilogue, scores, attention, y);
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
    ReferenceAttention.backward(
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
    ReferenceSparseMatrix matrix = (ReferenceSparseMatrix) a;
    int[] offsets = matrix.rowOffsets();
    int[] columns = matrix.columnIndices();
    HeapReach.reach(offsets, columns, mask, changed, reached, others);
  }

  @Override
  public void join(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    links.join(rule, nodes, count, degrees, adjacency);
  }
}
