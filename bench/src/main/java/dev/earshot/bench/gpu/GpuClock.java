package dev.earshot.bench.gpu;

import dev.earshot.compute.Backend;
import dev.earshot.cuda.StreamTimer;
import java.util.Arrays;

/**
 * Takes the time of work that a device does behind the host's back: blocks of repetitions are begun
 * together and waited for at their end, as a training does that reads its losses once an epoch. So
 * what the host takes to begin a repetition counts where the device would wait for it. PyTorch's
 * times, in {@code torch_peers.py}, are taken in the same way.
 *
 * @param blockSeconds how long a block should take
 * @param blocks how many there are; 1 for a single repetition, unwarmed, that says little
 */
record GpuClock(double blockSeconds, int blocks) {
  private static final int BLOCKS = 11;

  /** Of times between events, in seconds. */
  private static final double RESOLUTION = 5e-7;

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

  /**
   * Seconds of one repetition of work on this backend's stream: the median of the blocks' averages,
   * each taken between two events on that stream.
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
   * The same by the wall clock, for work that one stream does not see all of.
   *
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

  /** Takes the time of so many repetitions. */
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

  /** Of work that takes so long, in a block. */
  private long repetitions(double seconds) {
    return Math.max(1, Math.round(blockSeconds / Math.max(seconds, RESOLUTION)));
  }

  private static void repeat(Runnable once, long count) {
    for (long i = 0; i < count; i++) {
      once.run();
    }
  }
}
