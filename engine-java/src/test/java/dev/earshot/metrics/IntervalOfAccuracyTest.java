package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalOfAccuracyTest {
  private static final int SPEAKERS = 10;
  private static final int EACH = 20;

  /** The interval holds the true accuracy about 19 times of 20, though speakers differ. */
  @Test
  void holdsTheAccuracyOfNewSpeakers() {
    SplittableRandom random = new SplittableRandom(2);
    List<String> speakers =
        IntStream.range(0, SPEAKERS * EACH).mapToObj(i -> "speaker " + i / EACH).toList();
    int held = 0;
    int heldIfIndependent = 0;
    for (int trial = 0; trial < 1000; trial++) {
      int[] named = new int[SPEAKERS * EACH];
      for (int s = 0; s < SPEAKERS; s++) {
        double accuracy = 0.4 + 0.4 * random.nextDouble();
        for (int i = 0; i < EACH; i++) {
          named[s * EACH + i] = random.nextDouble() < accuracy ? 0 : 1;
        }
      }
      held += holds(Interval.ofAccuracy(new int[named.length], named, Optional.of(speakers)));
      heldIfIndependent +=
          holds(Interval.ofAccuracy(new int[named.length], named, Optional.empty()));
    }
    assertTrue(held > 930 && held < 990, held + " of 1000");
    assertTrue(heldIfIndependent < held, heldIfIndependent + " and " + held);
  }

  private static int holds(Interval interval) {
    return interval.low() <= 0.6 && 0.6 <= interval.high() ? 1 : 0;
  }

  @Test
  void withoutGroupsItIsWilsons() {
    int[] truth = new int[30];
    int[] named = new int[30];
    Arrays.fill(named, 0, 10, 1);
    assertEquals(Interval.wilson(20, 30), Interval.ofAccuracy(truth, named, Optional.empty()));
    List<String> alone = IntStream.range(0, 30).mapToObj(String::valueOf).toList();
    Interval each = Interval.ofAccuracy(truth, named, Optional.of(alone));
    assertEquals(Interval.wilson(20, 30).low(), each.low(), 0.015);
  }
}
