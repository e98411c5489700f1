package dev.earshot.learner;

import dev.earshot.compute.Backend;

/** Takes many rows through a classifier: in batches, on all threads that a backend has. */
final class RowBatches {
  /** Rows below which another thread is not worth its start. */
  private static final int SMALLEST_RANGE = 256;

  private RowBatches() {}

  /** Works on rows {@code from .. to - 1}, on a backend that is its own meanwhile. */
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
