package dev.earshot.run;

import java.util.concurrent.Semaphore;

/**
 * Lets more runs than threads proceed together, by turns of one epoch. Five runs on two threads
 * then all end after the time of 2 1/2 runs. If runs were done one after another, the last would
 * run alone, and the end would come after the time of 3 runs.
 */
final class FairTurns {
  private final Semaphore free;

  /**
   * @param threads number of runs that compute at the same time
   */
  FairTurns(int threads) {
    free = new Semaphore(threads, true);
  }

  /** Waits for a run's first turn. */
  Turn begin() throws InterruptedException {
    free.acquire();
    return new Turn();
  }

  /** A run's turn. Only one thread at a time may use it. */
  final class Turn {
    private volatile long waited;

    /**
     * Lets waiting runs go first. It ignores an interruption, because the run checks for one after
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

    /** {@link System#nanoTime} without the time that this run has waited for others. */
    long nanoTime() {
      return System.nanoTime() - waited;
    }

    /** Ends the turn of a run that has finished. */
    void end() {
      free.release();
    }
  }
}
