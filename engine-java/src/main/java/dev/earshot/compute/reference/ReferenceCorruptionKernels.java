package dev.earshot.compute.reference;

import dev.earshot.compute.CorruptionKernels;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.RowDraws;
import dev.earshot.compute.SparseMatrix;

final class ReferenceCorruptionKernels implements CorruptionKernels {
  @Override
  public void gatherRows(Matrix x, Indices rows, Matrix y) {
    HeapIndices numbers = HeapIndices.of(rows);
    for (int i = 0; i < y.rows(); i++) {
      int from = numbers.row(i, x.rows());
      for (int j = 0; j < y.columns(); j++) {
        ReferenceMatrix.of(y).set(i, j, ReferenceMatrix.of(x).get(from, j));
      }
    }
  }

  @Override
  public void scatterAddRows(Matrix x, Indices rows, double beta, Matrix y) {
    HeapIndices numbers = HeapIndices.of(rows);
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        ReferenceMatrix.of(y).update(i, j, 0, beta);
      }
    }
    for (int i = 0; i < x.rows(); i++) {
      int to = numbers.row(i, y.rows());
      for (int j = 0; j < x.columns(); j++) {
        ReferenceMatrix.of(y).update(to, j, ReferenceMatrix.of(x).get(i, j), 1);
      }
    }
  }

  @Override
  public void noise(Matrix x, double variance, RandomSource random, Matrix y) {
    Philox philox = new Philox(random.seed());
    int step = HeapIndices.of(random.step()).get(0);
    double deviation = Math.sqrt(variance);
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        double normal = philox.at(j / 4, i, step, random.stream()).normal(j % 4);
        ReferenceMatrix.of(y).set(i, j, ReferenceMatrix.of(x).get(i, j) + deviation * normal);
      }
    }
  }

  @Override
  public void drawRows(RandomSource random, Indices rows, Indices mask) {
    new RowDraws(random.seed(), mask.length())
        .drawRows(
            random.stream(),
            HeapIndices.of(random.step()).get(0),
            HeapIndices.of(rows),
            HeapIndices.of(mask));
  }

  @Override
  public void maskRows(Matrix x, Indices mask, double beta, Matrix y) {
    HeapIndices masked = HeapIndices.of(mask);
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        double value = masked.get(i) == 1 ? 0 : ReferenceMatrix.of(x).get(i, j);
        ReferenceMatrix.of(y).update(i, j, value, beta);
      }
    }
  }

  @Override
  public void maskColumns(Matrix x, Indices mask, double beta, Matrix y) {
    HeapIndices masked = HeapIndices.of(mask);
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        double value = masked.get(j) == 1 ? 0 : ReferenceMatrix.of(x).get(i, j);
        ReferenceMatrix.of(y).update(i, j, value, beta);
      }
    }
  }

  @Override
  public void drawPermutation(int count, RandomSource random, Indices source, Indices own) {
    new RowDraws(random.seed(), source.length())
        .drawPermutation(
            count,
            random.stream(),
            HeapIndices.of(random.step()).get(0),
            HeapIndices.of(source),
            HeapIndices.of(own));
  }

  @Override
  public void dropout(Matrix x, double rate, RandomSource random, double beta, Matrix y) {
    Philox philox = new Philox(random.seed());
    int step = HeapIndices.of(random.step()).get(0);
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        double uniform = philox.at(j / 4, i, step, random.stream()).uniform(j % 4);
        double value = uniform >= rate ? ReferenceMatrix.of(x).get(i, j) / (1 - rate) : 0;
        ReferenceMatrix.of(y).update(i, j, value, beta);
      }
    }
  }

  @Override
  public void dropEntries(SparseMatrix x, double rate, RandomSource random, SparseMatrix y) {
    Philox philox = new Philox(random.seed());
    int step = HeapIndices.of(random.step()).get(0);
    for (int e = 0; e < x.nnz(); e++) {
      double uniform = philox.at(e / 4, 0, step, random.stream()).uniform(e % 4);
      double value = ReferenceSparseMatrix.of(x).values()[e];
      ReferenceSparseMatrix.of(y).values()[e] = uniform >= rate ? value / (1 - rate) : 0;
    }
  }

  @Override
  public void mixRows(Matrix x, Indices rows, RandomSource random, double beta, Matrix y) {
    HeapIndices order = HeapIndices.of(rows);
    int n = x.rows();
    int step = HeapIndices.of(random.step()).get(0);
    double lambda = new Philox(random.seed()).at(1, 0, step, random.stream()).uniform(0);
    for (int k = 0; k < n; k++) {
      int p = order.row(k, n);
      int q = order.row(n - 1 - k, n);
      for (int j = 0; j < x.columns(); j++) {
        double own = ReferenceMatrix.of(x).get(p, j);
        double other = ReferenceMatrix.of(x).get(q, j);
        ReferenceMatrix.of(y).update(p, j, lambda * own + (1 - lambda) * other, beta);
      }
    }
  }
}
