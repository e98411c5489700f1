package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DoubtfulLabelsTest {
  /**
   * The thresholds are the means over the labels: (0.9 + 0.7 + 0.2) / 3 = 0.6 for class 0, and (0.8
   * + 0.4 + 0.45) / 3 = 0.55 for class 1. The third clip reaches that of class 1 with 0.8; the
   * fifth that of class 0 with 0.6. The last one is contradicted, but reaches neither.
   */
  @Test
  void contradictedLabelsByMargin() {
    int[] labels = {0, 0, 0, 1, 1, 1};
    float[] probabilities = {
      0.9f, 0.1f, 0.7f, 0.3f, 0.2f, 0.8f, 0.2f, 0.8f, 0.6001f, 0.3999f, 0.55f, 0.45f
    };
    var found = DoubtfulLabels.of(labels, probabilities, 2);
    assertEquals(6, found.checked());
    assertEquals(2, found.suspects());
    assertEquals(List.of(2, 4, 5), found.doubts().stream().map(d -> d.index()).toList());
    var first = found.doubts().getFirst();
    assertEquals(0, first.label());
    assertEquals(1, first.likely());
    assertEquals(0.2, first.ofLabel(), 1e-7);
    assertEquals(0.8, first.ofLikely(), 1e-7);
  }

  @Test
  void aClassWithoutAClipIsNotAConfidentGuess() {
    var found = DoubtfulLabels.of(new int[] {0, 0}, new float[] {0.3f, 0.7f, 0.6f, 0.4f}, 2);
    assertEquals(0, found.suspects());
    assertEquals(1, found.doubts().size());
  }
}
