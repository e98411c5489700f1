package dev.earshot.compute.simd;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One loop that stands both in plain Java and in the Vector API. Until the Vector API's is
 * compiled, each of its vectors is an object, and it is a hundred times slower. So the plain loop
 * does the work first. When that has taken a quarter of a second, a thread begins to run the other
 * one on sizes like those of the work, and measures both. The other one takes over when it is
 * faster.
 */
final class VectorKernel {
  /** To run a loop until it is compiled, and to compile it, takes one to four times as long. */
  private static final long WARM_AFTER = TimeUnit.MILLISECONDS.toNanos(250);

  private volatile boolean ready;
  private long plainNanos;

  /** Whether the Vector API's loop is compiled, and is the faster one. */
  boolean isReady() {
    return ready;
  }

  void setReady() {
    ready = true;
  }

  /**
   * Counts a run of the plain loop that began at this {@link System#nanoTime}. Returns once that it
   * is time to warm the other one up.
   */
  synchronized boolean isDue(long begin) {
    boolean before = plainNanos > WARM_AFTER;
    plainNanos += System.nanoTime() - begin;
    return !before && plainNanos > WARM_AFTER;
  }

  /** Kernels for each number of columns, because the loops differ. Large numbers share one. */
  static final class ByColumns {
    private static final int MOST = 1024;

    private final AtomicReferenceArray<VectorKernel> kernels = new AtomicReferenceArray<>(MOST + 1);

    VectorKernel of(int columns) {
      int place = Math.min(columns, MOST);
      VectorKernel kernel = kernels.get(place);
      if (kernel == null) {
        kernels.compareAndSet(place, null, new VectorKernel());
        kernel = kernels.get(place);
      }
      return kernel;
    }
  }
}
