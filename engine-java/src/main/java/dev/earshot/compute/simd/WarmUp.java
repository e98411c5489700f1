package dev.earshot.compute.simd;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a loop of the Vector API until the JVM has compiled it and it is faster than the plain one,
 * beside the work and at most half of the time. One thread does this for all loops in turn, and
 * ends when there is nothing more to do.
 */
final class WarmUp implements Runnable {
  /** A loop that is not the faster one after this time stays plain. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  /** Each measurement takes at least this long with the plain loop. */
  private static final long LEAST = TimeUnit.MICROSECONDS.toNanos(30);

  /** The loop must have been faster this many times in a row. */
  private static final int WINS = 3;

  private static final ThreadPoolExecutor THREAD =
      new ThreadPoolExecutor(
          0,
          1,
          100,
          TimeUnit.MILLISECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("earshot-warm-up").factory());

  private final VectorKernel kernel;
  private final Iterator<Consumer<VectorOps>> samples;
  private final VectorOps plain = new PlainOps("for comparison", VectorApiTiles.LAYOUT);
  private final VectorOps vector = VectorApiOps.open();
  private final long begin = System.nanoTime();
  private Consumer<VectorOps> sample;
  private int repetitions = 1;
  private int wins;

  private WarmUp(VectorKernel kernel, Sample sample) {
    this.kernel = kernel;
    samples = List.of(sample.small(), sample.large()).iterator();
    this.sample = samples.next();
  }

  static void start(VectorKernel kernel, Sample sample) {
    THREAD.execute(new WarmUp(kernel, sample));
  }

  /** One comparison. If it does not decide, the next one follows those of the other loops. */
  @Override
  public void run() {
    long plainNanos = measure(plain);
    while (plainNanos < LEAST) {
      repetitions *= 2;
      plainNanos = measure(plain);
    }
    long vectorNanos = measure(vector);
    wins = vectorNanos < plainNanos ? wins + 1 : 0;
    if (wins == WINS && samples.hasNext()) {
      sample = samples.next();
      repetitions = 1;
      wins = 0;
    }
    if (wins == WINS) {
      kernel.setReady();
    } else if (System.nanoTime() - begin < PATIENCE && rest(plainNanos + vectorNanos)) {
      THREAD.execute(this);
    }
  }

  private long measure(VectorOps ops) {
    long start = System.nanoTime();
    for (int i = 0; i < repetitions; i++) {
      sample.accept(ops);
    }
    return System.nanoTime() - start;
  }

  /** Leaves the processor to others; returns whether the thread is to go on. */
  private static boolean rest(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
