package dev.earshot.compute.simd;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One loop that stands both in plain Java and in the Vector API. Until the Vector API's is
 * compiled, each of its vectors is an object, and it is a hundred times slower. So the plain loop
 * does the work first. When that has taken some time, a thread begins to run the other one on sizes
 * like those of the work, and measures both. The other one takes over when it is faster.
 */
final class VectorKernel {
  /** Compiling a loop pays only if the loop works for longer than that takes. */
  private static final long WARM_AFTER = TimeUnit.SECONDS.toNanos(1);

  /** Dense products and distances gain most, and most programs need them for long. */
  private static final long WARM_DENSE_AFTER = TimeUnit.MILLISECONDS.toNanos(250);

  private final long warmAfter;

  private volatile boolean ready;
  private long plainNanos;

  private VectorKernel(long warmAfter) {
    this.warmAfter = warmAfter;
  }

  VectorKernel() {
    this(WARM_AFTER);
  }

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
    boolean before = plainNanos > warmAfter;
    plainNanos += System.nanoTime() - begin;
    return !before && plainNanos > warmAfter;
  }

  /** Kernels for each number of columns, because the loops differ. Large numbers share one. */
  static final class ByColumns {
    private static final int MOST = 1024;

    private final AtomicReferenceArray<VectorKernel> kernels = new AtomicReferenceArray<>(MOST + 1);
    private final long warmAfter;

    private ByColumns(long warmAfter) {
      this.warmAfter = warmAfter;
    }

    ByColumns() {
      this(WARM_AFTER);
    }

    static ByColumns ofDense() {
      return new ByColumns(WARM_DENSE_AFTER);
    }

    VectorKernel of(int columns) {
      int place = Math.min(columns, MOST);
      VectorKernel kernel = kernels.get(place);
      if (kernel == null) {
        kernels.compareAndSet(place, null, new VectorKernel(warmAfter));
        kernel = kernels.get(place);
      }
      return kernel;
    }
  }
}
