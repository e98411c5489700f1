package dev.earshot.bench.gpu;

import dev.earshot.compute.Backend;
import dev.earshot.cuda.StreamTimer;
import java.util.Arrays;

/**
 * Times work that a device does asynchronously. The host begins all repetitions of a block and
 * waits only at the block's end. A training does the same when it reads its losses once an epoch.
 * So the host's time to begin a repetition counts only if the device has to wait for it. The times
 * of PyTorch, in {@code torch_peers.py}, are taken in the same way.
 *
 * @param blockSeconds the time that a block should take, in seconds
 * @param blocks number of blocks; 1 for a single repetition without a warm-up, whose time means
 *     little
 */
record GpuClock(double blockSeconds, int blocks) {
  private static final int BLOCKS = 11;

  /** Resolution of the time between two events, in seconds. */
  private static final double RESOLUTION = 5e-7;

  /** For work that takes longer than this, fewer blocks are enough. */
  private static final double LONG_SECONDS = 0.3;

  private static final int BLOCKS_OF_LONG = 3;

  static GpuClock ofBlocks(double seconds) {
    return new GpuClock(seconds, BLOCKS);
  }

  /** A clock to try a program where times do not matter. */
  static GpuClock once() {
    return new GpuClock(0, 1);
  }

  /**
   * Seconds of one repetition of work on this backend's stream: the median of the blocks' averages.
   * Each block is timed between two events on that stream.
   */
  double seconds(Runnable once, Backend backend) {
    try (StreamTimer timer = StreamTimer.on(backend)) {
      return median(count -> {
        timer.begin();
        repeat(once, count);
        return timer.end();
      });
    }
  }

  /**
   * The same by the wall clock, for work that does not run on one stream alone.
   *
   * @param once one repetition
   * @param wait returns when all work that was begun is done
   */
  double wallSeconds(Runnable once, Runnable wait) {
    return median(count -> {
      wait.run();
      long begin = System.nanoTime();
      repeat(once, count);
      wait.run();
      return 1e-9 * (System.nanoTime() - begin);
    });
  }

  /** Times the given number of repetitions. */
  private interface Block {
    double seconds(long count);
  }

  private double median(Block block) {
    if (blocks == 1) {
      return block.seconds(1);
    }
    block.seconds(1);
    double first = block.seconds(1);
    long count = repetitions(first);
    if (count > 1) {
      count = repetitions(block.seconds(count) / count);
    }
    double[] times = new double[first > LONG_SECONDS ? BLOCKS_OF_LONG : blocks];
    for (int i = 0; i < times.length; i++) {
      times[i] = block.seconds(count) / count;
    }
    Arrays.sort(times);
    return times[times.length / 2];
  }

  /** Number of repetitions in a block, given the seconds of one repetition. */
  private long repetitions(double seconds) {
    return Math.max(1, Math.round(blockSeconds / Math.max(seconds, RESOLUTION)));
  }

  private static void repeat(Runnable once, long count) {
    for (long i = 0; i < count; i++) {
      once.run();
    }
  }
}
