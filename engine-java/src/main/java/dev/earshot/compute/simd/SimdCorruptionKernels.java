package dev.earshot.compute.simd;

import dev.earshot.compute.CorruptionKernels;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.RowDraws;
import dev.earshot.compute.SparseMatrix;
import java.util.Arrays;

final class SimdCorruptionKernels implements CorruptionKernels {
  /** A random normal number takes as long as this many multiply-adds. */
  private static final long NORMAL_COST = 256;

  /** Rows of noise that one thread makes at a time. */
  private static final int SHARED_ROWS = 64;

  private final Workers workers;
  private final VectorOps ops;
  private final DrawnBits drawnBits = new DrawnBits();
  private long drawsSeed;
  private int drawsRows;
  private RowDraws draws = new RowDraws(drawsSeed, drawsRows);

  SimdCorruptionKernels(Workers workers) {
    this.workers = workers;
    ops = workers.caller().ops;
  }

  @Override
  public void gatherRows(Matrix x, Indices rows, Matrix y) {
    HeapIndices numbers = HeapIndices.of(rows);
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    for (int i = 0; i < out.rows(); i++) {
      int from = numbers.row(i, in.rows());
      System.arraycopy(in.data, in.row(from), out.data, out.row(i), out.columns());
    }
  }

  @Override
  public void scatterAddRows(Matrix x, Indices rows, double beta, Matrix y) {
    HeapIndices numbers = HeapIndices.of(rows);
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    out.scale(ops, beta, out.offset, out.size());
    for (int i = 0; i < in.rows(); i++) {
      int to = numbers.row(i, out.rows());
      ops.add(1, in.data, in.row(i), 1, out.data, out.row(to), in.columns());
    }
  }

  @Override
  public void noise(Matrix x, double variance, RandomSource random, Matrix y) {
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
    double[] numbers = worker.numbers(PlainRandom.room(columns));
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
    draws(random.seed(), mask.length())
        .drawRows(random.stream(), step(random), HeapIndices.of(rows), HeapIndices.of(mask));
  }

  @Override
  public void maskRows(Matrix x, Indices mask, double beta, Matrix y) {
    HeapIndices masked = HeapIndices.of(mask);
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    float share = (float) beta;
    for (int i = 0; i < in.rows(); i++) {
      if (masked.get(i) == 1) {
        out.scale(ops, beta, out.row(i), out.columns());
      } else if (beta == 0) {
        System.arraycopy(in.data, in.row(i), out.data, out.row(i), out.columns());
      } else {
        ops.add(1, in.data, in.row(i), share, out.data, out.row(i), in.columns());
      }
    }
  }

  @Override
  public void maskColumns(Matrix x, Indices mask, double beta, Matrix y) {
    HeapIndices masked = HeapIndices.of(mask);
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    int columns = in.columns();
    int[] kept = workers.caller().bits(columns);
    Arrays.fill(kept, 0, (columns + Integer.SIZE - 1) / Integer.SIZE, 0);
    for (int j = 0; j < columns; j++) {
      kept[j / Integer.SIZE] |= (1 - masked.get(j)) << j;
    }
    for (int i = 0; i < in.rows(); i++) {
      ops.addWhere(kept, 1, in.data, in.row(i), (float) beta, out.data, out.row(i), columns);
    }
  }

  @Override
  public void drawPermutation(int count, RandomSource random, Indices source, Indices own) {
    draws(random.seed(), source.length())
        .drawPermutation(
            count, random.stream(), step(random), HeapIndices.of(source), HeapIndices.of(own));
  }

  @Override
  public void dropout(Matrix x, double rate, RandomSource random, double beta, Matrix y) {
    float scale = (float) (1 / (1 - rate));
    float share = (float) beta;
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    int columns = in.columns();
    int[][] kept = drawnBits.of(ops, random, in.rows(), columns, rate);
    for (int i = 0; i < in.rows(); i++) {
      ops.addWhere(kept[i], scale, in.data, in.row(i), share, out.data, out.row(i), columns);
    }
  }

  @Override
  public void dropEntries(SparseMatrix x, double rate, RandomSource random, SparseMatrix y) {
    float scale = (float) (1 / (1 - rate));
    int entries = x.nnz();
    float[] in = SimdSparseMatrix.of(x).entries().values;
    float[] out = SimdSparseMatrix.of(y).changedValues();
    int[] kept = workers.caller().bits(entries);
    ops.drawBits(random, 0, Philox.leastWord(rate), entries, kept);
    ops.addWhere(kept, scale, in, 0, 0, out, 0, entries);
  }

  @Override
  public void mixRows(Matrix x, Indices rows, RandomSource random, double beta, Matrix y) {
    HeapIndices order = HeapIndices.of(rows);
    SimdMatrix in = SimdMatrix.of(x);
    SimdMatrix out = SimdMatrix.written(y);
    int n = in.rows();
    double lambda = new Philox(random.seed()).at(1, 0, step(random), random.stream()).uniform(0);
    for (int k = 0; k < n; k++) {
      int p = order.row(k, n);
      int q = order.row(n - 1 - k, n);
      int to = out.row(p);
      ops.add((float) lambda, in.data, in.row(p), (float) beta, out.data, to, in.columns());
      ops.add((float) (1 - lambda), in.data, in.row(q), 1, out.data, to, in.columns());
    }
  }

  private static int step(RandomSource random) {
    return HeapIndices.of(random.step()).get(0);
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
