package dev.earshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTest {
  @Test
  void rareClassesAreNamedThoughLessProbable() {
    Decision decision = new Decision(1, List.of(1.0, 0.1), List.of(1.0, 10.0));
    float[] votes = {0.4f, 0.6f, 0.6f, 0.4f};
    decision.apply(votes);
    // 0.4 : 0.06 and 0.6 : 0.04
    assertArrayEquals(new float[] {0.8696f, 0.1304f, 0.9375f, 0.0625f}, votes, 1e-4f);
    assertArrayEquals(new int[] {1, 0}, decision.labels(votes));
    assertArrayEquals(new int[] {0, 0}, Decision.plain(2).labels(votes));
  }

  @Test
  void sharpnessComesBeforeTheFactors() {
    float[] votes = {0.75f, 0.25f};
    new Decision(2, List.of(1.0, 3.0), List.of(1.0, 1.0)).apply(votes);
    // 9 : 1, then 9 : 3
    assertArrayEquals(new float[] {0.75f, 0.25f}, votes, 1e-6f);
  }

  @Test
  void aPlainOneChangesNothing() {
    float[] votes = {0.3f, 0.7f, 0.5f, 0.5f};
    Decision.plain(2).apply(votes);
    assertArrayEquals(new float[] {0.3f, 0.7f, 0.5f, 0.5f}, votes);
  }

  @Test
  void nonsenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Decision(0, List.of(1.0), List.of(1.0)));
    assertThrows(
        IllegalArgumentException.class, () -> new Decision(1, List.of(-1.0), List.of(1.0)));
    assertThrows(
        IllegalArgumentException.class, () -> new Decision(1, List.of(1.0), List.of(1.0, 1.0)));
  }
}
