package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RocAreaTest {
  /** Of the pairs (0.8, 0.1), (0.8, 0.4), (0.35, 0.1), (0.35, 0.4) three are in order. */
  @Test
  void pairsInOrderCount() {
    assertEquals(
        0.75,
        RocArea.of(
            new boolean[] {false, false, true, true}, new float[] {0.1f, 0.4f, 0.35f, 0.8f}));
  }

  @Test
  void equalScoresCountHalf() {
    assertEquals(
        0.5, RocArea.of(new boolean[] {true, false, true, false}, new float[] {1, 1, 1, 1}));
    assertEquals(
        0.875, RocArea.of(new boolean[] {true, false, true, false}, new float[] {1, 1, 2, 0}));
  }

  @Test
  void oneKindOfClipsHasNoArea() {
    assertThrows(
        IllegalArgumentException.class, () -> RocArea.of(new boolean[] {true}, new float[] {1}));
    assertThrows(
        IllegalArgumentException.class, () -> RocArea.of(new boolean[] {true}, new float[0]));
  }
}
