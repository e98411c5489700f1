package dev.earshot.learner;

import dev.earshot.compute.Backend;

/** Classifies many rows in batches, on all threads of a backend. */
final class RowBatches {
  /** Smallest number of rows for which another thread is started. */
  private static final int SMALLEST_RANGE = 256;

  private RowBatches() {}

  /** Work on rows {@code from .. to - 1}. Nothing else uses its backend during the call. */
  interface Work {
    void on(int from, int to, Backend backend);
  }

  /** Does the work for rows 0 .. n - 1. */
  static void of(int n, Backend backend, Work work) {
    backend.share(
        n,
        SMALLEST_RANGE,
        (from, to, own) -> {
          int batch = own.rowsAtATime();
          for (int first = from; first < to; first += batch) {
            work.on(first, Math.min(to, first + batch), own);
          }
        });
  }
}
