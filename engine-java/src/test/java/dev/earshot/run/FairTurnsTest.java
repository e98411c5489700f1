package dev.earshot.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class FairTurnsTest {
  private static final int RUNS = 5;
  private static final int EPOCHS = 8;

  /** All others wait while one run computes, so the order is known. */
  @Test
  void whoWaitedLongestGoesNext() throws Exception {
    FairTurns turns = new FairTurns(1);
    List<Integer> order = new ArrayList<>();
    List<Thread> runs = new ArrayList<>();
    LongAdder worked = new LongAdder();
    FairTurns.Turn first = turns.begin();
    for (int run = 0; run < RUNS; run++) {
      int number = run;
      Thread thread = new Thread(() -> epochs(turns, number, order, runs, worked));
      runs.add(thread);
      thread.start();
      awaitOthers(runs);
    }
    long begin = System.nanoTime();
    first.end();
    for (Thread run : runs) {
      run.join();
    }
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < RUNS * EPOCHS; i++) {
      expected.add(i % RUNS);
    }
    assertEquals(expected, order);
    long passed = System.nanoTime() - begin;
    assertTrue(worked.sum() <= passed, "one at a time: %s of %d ns".formatted(worked, passed));
  }

  private static void epochs(
      FairTurns turns, int number, List<Integer> order, List<Thread> runs, LongAdder worked) {
    try {
      FairTurns.Turn turn = turns.begin();
      long begin = turn.nanoTime();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        awaitOthers(runs);
        order.add(number);
        turn.pass();
      }
      worked.add(turn.nanoTime() - begin);
      turn.end();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitOthers(List<Thread> runs) {
    for (Thread run : runs) {
      while (run != Thread.currentThread() && isGoingOn(run)) {
        Thread.onSpinWait();
      }
    }
  }

  private static boolean isGoingOn(Thread run) {
    return run.isAlive() && run.getState() != Thread.State.WAITING;
  }
}
