package dev.earshot.bench.gpu;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import java.util.Arrays;

/**
 * Takes the time of work that a device does behind the host's back: blocks of repetitions are begun
 * together and waited for at their end, as a training does that reads its losses once an epoch. So
 * what the host takes to begin a repetition counts where the device would wait for it.
 *
 * @param blockSeconds how long a block should take
 * @param blocks how many there are; 1 for a single repetition, unwarmed, that says little
 */
record GpuClock(double blockSeconds, int blocks) {
  private static final int BLOCKS = 11;

  /** Of work that takes longer than this, fewer blocks say enough. */
  private static final double LONG_SECONDS = 0.3;

  private static final int BLOCKS_OF_LONG = 3;

  static GpuClock ofBlocks(double seconds) {
    return new GpuClock(seconds, BLOCKS);
  }

  /** To try a programme where time does not matter. */
  static GpuClock once() {
    return new GpuClock(0, 1);
  }

  /** Seconds of one repetition: the median of the blocks' averages. */
  double seconds(Runnable once, Backend backend) {
    Matrix probe = backend.newMatrix(1, 1);
    double[] value = new double[1];
    return seconds(once, () -> probe.read(value));
  }

  /** The same; {@code wait} returns when all work that was begun is done. */
  double seconds(Runnable once, Runnable wait) {
    if (blocks == 1) {
      return block(once, wait, 1);
    }
    block(once, wait, 1);
    double first = block(once, wait, 1);
    long count = Math.max(1, Math.round(blockSeconds / first));
    if (count > 1) {
      count = Math.max(1, Math.round(blockSeconds / block(once, wait, count)));
    }
    double[] times = new double[first > LONG_SECONDS ? BLOCKS_OF_LONG : blocks];
    for (int i = 0; i < times.length; i++) {
      times[i] = block(once, wait, count);
    }
    Arrays.sort(times);
    return times[times.length / 2];
  }

  private static double block(Runnable once, Runnable wait, long count) {
    wait.run();
    long begin = System.nanoTime();
    for (long i = 0; i < count; i++) {
      once.run();
    }
    wait.run();
    return 1e-9 * (System.nanoTime() - begin) / count;
  }
}
