package dev.earshot.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final int RUNS = 5;
  private static final int EPOCHS = 8;

  /** All others wait while one goes on, so the order is known: each in its turn. */
  @Test
  void whoWaitedLongestGoesNext() throws Exception {
    Turns turns = new Turns(1);
    List<Integer> order = new ArrayList<>();
    List<Thread> runs = new ArrayList<>();
    turns.begin();
    for (int run = 0; run < RUNS; run++) {
      int number = run;
      Thread thread = new Thread(() -> epochs(turns, number, order, runs));
      runs.add(thread);
      thread.start();
      awaitOthers(runs);
    }
    turns.end();
    for (Thread run : runs) {
      run.join();
    }
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < RUNS * EPOCHS; i++) {
      expected.add(i % RUNS);
    }
    assertEquals(expected, order);
  }

  private static void epochs(Turns turns, int number, List<Integer> order, List<Thread> runs) {
    try {
      turns.begin();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        awaitOthers(runs);
        order.add(number);
        turns.pass();
      }
      turns.end();
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
