package dev.earshot.run;

import java.util.concurrent.Semaphore;

/**
 * Lets more runs than threads go on side by side, an epoch each in turn: five runs on two threads
 * then end together after 2 1/2 runs' time, where one behind the other the last would go alone.
 */
final class FairTurns {
  private final Semaphore free;

  /**
   * @param threads how many runs compute at a time
   */
  FairTurns(int threads) {
    free = new Semaphore(threads, true);
  }

  /** Waits for a run's first turn. */
  Turn begin() throws InterruptedException {
    free.acquire();
    return new Turn();
  }

  /** A run's; one of its threads at a time uses it. */
  final class Turn {
    private volatile long waited;

    /**
     * Lets those who wait go first. Takes no notice of an interruption: the run looks for it after
     * each epoch.
     */
    void pass() {
      if (free.hasQueuedThreads()) {
        long begin = System.nanoTime();
        free.release();
        free.acquireUninterruptibly();
        waited += System.nanoTime() - begin;
      }
    }

    /** {@link System#nanoTime} of a clock that stands still while others have their turn. */
    long nanoTime() {
      return System.nanoTime() - waited;
    }

    /** Gives the turn back for good. */
    void end() {
      free.release();
    }
  }
}
