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
      held += holds(Interval.ofAccuracy(new int[named.length], named, Optional.of(speakers), 1));
      heldIfIndependent +=
          holds(Interval.ofAccuracy(new int[named.length], named, Optional.empty(), 1));
    }
    assertTrue(held > 930 && held < 990, held + " of 1000");
    assertTrue(heldIfIndependent < held, heldIfIndependent + " and " + held);
  }

  private static int holds(Interval interval) {
    return interval.low() <= 0.6 && 0.6 <= interval.high() ? 1 : 0;
  }

  @Test
  void withoutGroupsItIsALittleWiderThanWilsons() {
    int[] truth = new int[30];
    int[] named = new int[30];
    Arrays.fill(named, 0, 10, 1);
    Interval wilson = Interval.wilson(20, 30);
    Interval own = Interval.ofAccuracy(truth, named, Optional.empty(), 1);
    double draw = 1.959964 * 0.3 / Math.sqrt(30);
    assertEquals(wilson.value(), own.value());
    assertEquals(own.value() - Math.hypot(wilson.value() - wilson.low(), draw), own.low(), 1e-12);
    assertEquals(own.value() + Math.hypot(wilson.high() - wilson.value(), draw), own.high(), 1e-12);
    List<String> alone = IntStream.range(0, 30).mapToObj(String::valueOf).toList();
    Interval each = Interval.ofAccuracy(truth, named, Optional.of(alone), 1);
    assertEquals(own.low(), each.low(), 0.015);
  }

  /** The models that were tested had fewer labels than the one that is used. */
  @Test
  void moreLabelsMayRaiseTheAccuracy() {
    int[] truth = new int[100];
    int[] named = new int[100];
    Arrays.fill(named, 0, 40, 1);
    Interval same = Interval.ofAccuracy(truth, named, Optional.empty(), 1);
    Interval more = Interval.ofAccuracy(truth, named, Optional.empty(), 0.64);
    assertEquals(same.value(), more.value());
    assertEquals(same.low(), more.low());
    assertEquals(0.8 * (1 - same.high()), 1 - more.high(), 1e-12);
  }

  @Test
  void staysBetweenNoneAndAll() {
    int[] right = new int[3];
    assertEquals(1, Interval.ofAccuracy(right, right, Optional.empty(), 0.5).high());
    assertEquals(0, Interval.ofAccuracy(right, new int[] {1, 1, 1}, Optional.empty(), 0.5).low());
  }
}
