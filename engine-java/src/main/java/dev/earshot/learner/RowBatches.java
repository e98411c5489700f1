package dev.earshot.learner;

import dev.earshot.compute.Backend;
import java.util.Arrays;

/** Classifies many rows in batches, on all threads of a backend. */
final class RowBatches {
  /** Smallest number of rows for which another thread is started. */
  private static final int SMALLEST_RANGE = 256;

  private RowBatches() {}

  /** Prepares the work on batches of at most {@code rows} rows. */
  interface Work {
    ReadyClassifier on(int rows, Backend backend);
  }

  /**
   * Does the work for all rows.
   *
   * @param x n x columns, row-major
   * @param width the number of values that the work gives for a row
   * @return n x width
   */
  static float[] of(float[] x, int columns, int width, Backend backend, Work work) {
    int n = x.length / columns;
    float[] result = new float[Math.multiplyExact(n, width)];
    backend.split(
        n,
        SMALLEST_RANGE,
        (from, to, own) -> {
          int batch = Math.min(own.rowsAtATime(), to - from);
          if (batch > 0) {
            ReadyClassifier ready = work.on(batch, own);
            for (int first = from; first < to; first += batch) {
              int end = Math.min(to, first + batch);
              float[] some = Arrays.copyOfRange(x, first * columns, end * columns);
              float[] part = ready.probabilities(some);
              System.arraycopy(part, 0, result, first * width, part.length);
            }
          }
        });
    return result;
  }
}
