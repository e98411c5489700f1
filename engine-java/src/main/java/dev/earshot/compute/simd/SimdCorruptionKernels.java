package dev.earshot.compute.simd;

import dev.earshot.compute.Checks;
import dev.earshot.compute.CorruptionKernels;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.RowDraws;

final class SimdCorruptionKernels implements CorruptionKernels {
  /** A normal number takes as long as so many multiply-adds. */
  private static final long NORMAL_COST = 256;

  /** Rows of noise that one thread makes at a time. */
  private static final int SHARED_ROWS = 64;

  private final Workers workers;
  private final VectorOps ops;
  private long drawsSeed;
  private int drawsRows;
  private RowDraws draws = new RowDraws(drawsSeed, drawsRows);

  SimdCorruptionKernels(Workers workers) {
    this.workers = workers;
    ops = workers.caller().ops;
  }

  @Override
  public void gatherRows(Matrix x, Indices rows, Matrix y) {
    Checks.shape(y, rows.length(), x.columns(), "y");
    Checks.distinct(y, x, "y");
    int[] row = HeapIndices.data(rows);
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    for (int i = 0; i < out.rows(); i++) {
      Checks.require(row[i] >= 0 && row[i] < in.rows(), "row %d of %d", row[i], in.rows());
      System.arraycopy(in.data, in.row(row[i]), out.data, out.row(i), out.columns());
    }
  }

  @Override
  public void scatterAddRows(Matrix x, Indices rows, double beta, Matrix y) {
    Checks.shape(x, rows.length(), y.columns(), "x");
    Checks.distinct(y, x, "y");
    int[] row = HeapIndices.data(rows);
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    out.scale(ops, beta, out.offset, out.size());
    for (int i = 0; i < in.rows(); i++) {
      Checks.require(row[i] >= 0 && row[i] < out.rows(), "row %d of %d", row[i], out.rows());
      ops.add(1, in.data, in.row(i), 1, out.data, out.row(row[i]), in.columns());
    }
  }

  @Override
  public void noise(Matrix x, double variance, RandomSource random, Matrix y) {
    Checks.sameShape(y, x, "y");
    double deviation = Math.sqrt(variance);
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    if (!workers.worthSplitting(NORMAL_COST * in.size())) {
      noise(in, deviation, random, out, 0, in.rows(), workers.caller());
      return;
    }
    workers.runBlocks(
        in.rows(),
        SHARED_ROWS,
        (from, to, worker) -> noise(in, deviation, random, out, from, to, worker));
  }

  private static void noise(
      SimdMatrix in,
      double deviation,
      RandomSource random,
      SimdMatrix out,
      int first,
      int end,
      Worker worker) {
    int columns = in.columns();
    double[] numbers = worker.numbers(worker.ops.randomRoom(columns));
    for (int i = first; i < end; i++) {
      int from = in.row(i);
      int to = out.row(i);
      worker.ops.normals(random, i, columns, numbers);
      for (int j = 0; j < columns; j++) {
        out.data[to + j] = (float) (in.data[from + j] + deviation * numbers[j]);
      }
    }
  }

  @Override
  public void drawRows(RandomSource random, Indices rows, Indices mask) {
    checkCount(rows.length(), mask);
    draws(random.seed(), mask.length())
        .drawRows(random.stream(), step(random), HeapIndices.data(rows), HeapIndices.data(mask));
  }

  @Override
  public void maskRows(Matrix x, Indices mask, double beta, Matrix y) {
    Checks.sameShape(y, x, "y");
    Checks.length(mask, x.rows(), "mask");
    int[] masked = HeapIndices.data(mask);
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    float share = (float) beta;
    for (int i = 0; i < in.rows(); i++) {
      if (masked[i] == 1) {
        out.scale(ops, beta, out.row(i), out.columns());
      } else if (beta == 0) {
        System.arraycopy(in.data, in.row(i), out.data, out.row(i), out.columns());
      } else {
        ops.add(1, in.data, in.row(i), share, out.data, out.row(i), in.columns());
      }
    }
  }

  @Override
  public void drawPermutation(int count, RandomSource random, Indices source, Indices own) {
    checkCount(count, source);
    Checks.length(own, source.length(), "own");
    draws(random.seed(), source.length())
        .drawPermutation(
            count, random.stream(), step(random), HeapIndices.data(source), HeapIndices.data(own));
  }

  private static void checkCount(int count, Indices rows) {
    Checks.require(
        count >= 0 && count <= rows.length(), "cannot draw %d of %d rows", count, rows.length());
  }

  @Override
  public void dropout(Matrix x, double rate, RandomSource random, double beta, Matrix y) {
    Checks.sameShape(y, x, "y");
    Checks.require(rate >= 0 && rate < 1, "dropout rate must be in [0, 1): %s", rate);
    float scale = (float) (1 / (1 - rate));
    float share = (float) beta;
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    int columns = in.columns();
    long least = Philox.leastWord(rate);
    int[] kept = workers.caller().bits(columns);
    for (int i = 0; i < in.rows(); i++) {
      ops.drawBits(random, i, least, columns, kept);
      ops.addWhere(kept, scale, in.data, in.row(i), share, out.data, out.row(i), columns);
    }
  }

  private static int step(RandomSource random) {
    return HeapIndices.data(random.step())[0];
  }

  private RowDraws draws(long seed, int rows) {
    if (seed != drawsSeed || rows > drawsRows) {
      drawsSeed = seed;
      drawsRows = Math.max(rows, drawsRows);
      draws = new RowDraws(seed, drawsRows);
    }
    return draws;
  }
}
