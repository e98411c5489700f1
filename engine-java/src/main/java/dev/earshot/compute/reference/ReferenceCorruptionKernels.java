package dev.earshot.compute.reference;

import dev.earshot.compute.Checks;
import dev.earshot.compute.CorruptionKernels;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.RowDraws;

final class ReferenceCorruptionKernels implements CorruptionKernels {
  @Override
  public void gatherRows(Matrix x, Indices rows, Matrix y) {
    Checks.shape(y, rows.length(), x.columns(), "y");
    Checks.distinct(y, x, "y");
    int[] row = HeapIndices.data(rows);
    for (int i = 0; i < y.rows(); i++) {
      Checks.require(row[i] >= 0 && row[i] < x.rows(), "row %d of %d", row[i], x.rows());
      for (int j = 0; j < y.columns(); j++) {
        ReferenceMatrix.of(y).set(i, j, ReferenceMatrix.of(x).get(row[i], j));
      }
    }
  }

  @Override
  public void scatterAddRows(Matrix x, Indices rows, double beta, Matrix y) {
    Checks.shape(x, rows.length(), y.columns(), "x");
    Checks.distinct(y, x, "y");
    int[] row = HeapIndices.data(rows);
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        ReferenceMatrix.of(y).update(i, j, 0, beta);
      }
    }
    for (int i = 0; i < x.rows(); i++) {
      Checks.require(row[i] >= 0 && row[i] < y.rows(), "row %d of %d", row[i], y.rows());
      for (int j = 0; j < x.columns(); j++) {
        ReferenceMatrix.of(y).update(row[i], j, ReferenceMatrix.of(x).get(i, j), 1);
      }
    }
  }

  @Override
  public void noise(Matrix x, double variance, RandomSource random, Matrix y) {
    Checks.sameShape(y, x, "y");
    Philox philox = new Philox(random.seed());
    int step = HeapIndices.data(random.step())[0];
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
    checkCount(rows.length(), mask);
    new RowDraws(random.seed(), mask.length())
        .drawRows(
            random.stream(),
            HeapIndices.data(random.step())[0],
            HeapIndices.data(rows),
            HeapIndices.data(mask));
  }

  @Override
  public void maskRows(Matrix x, Indices mask, double beta, Matrix y) {
    Checks.sameShape(y, x, "y");
    Checks.length(mask, x.rows(), "mask");
    int[] masked = HeapIndices.data(mask);
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        double value = masked[i] == 1 ? 0 : ReferenceMatrix.of(x).get(i, j);
        ReferenceMatrix.of(y).update(i, j, value, beta);
      }
    }
  }

  @Override
  public void drawPermutation(int count, RandomSource random, Indices source, Indices own) {
    checkCount(count, source);
    Checks.length(own, source.length(), "own");
    new RowDraws(random.seed(), source.length())
        .drawPermutation(
            count,
            random.stream(),
            HeapIndices.data(random.step())[0],
            HeapIndices.data(source),
            HeapIndices.data(own));
  }

  private static void checkCount(int count, Indices rows) {
    Checks.require(
        count >= 0 && count <= rows.length(), "cannot draw %d of %d rows", count, rows.length());
  }

  @Override
  public void dropout(Matrix x, double rate, RandomSource random, double beta, Matrix y) {
    Checks.sameShape(y, x, "y");
    Checks.require(rate >= 0 && rate < 1, "dropout rate must be in [0, 1): %s", rate);
    Philox philox = new Philox(random.seed());
    int step = HeapIndices.data(random.step())[0];
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        double uniform = philox.at(j / 4, i, step, random.stream()).uniform(j % 4);
        double value = uniform >= rate ? ReferenceMatrix.of(x).get(i, j) / (1 - rate) : 0;
        ReferenceMatrix.of(y).update(i, j, value, beta);
      }
    }
  }
}
