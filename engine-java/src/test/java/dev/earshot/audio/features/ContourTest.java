package dev.earshot.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Smoothing, deltas and functionals of a contour. */
class ContourTest {
  @Test
  void deltaOfALineIsItsSlopeAwayFromTheEnds() {
    var line = new double[20];
    for (int t = 0; t < line.length; t++) {
      line[t] = 3 + 0.5 * t;
    }
    var deltas = new double[20];
    new Delta().apply(line, deltas, 20);
    for (int t = 3; t < 16; t++) {
      assertEquals(0.5, deltas[t], 1e-12);
    }
  }

  @Test
  void deltaOfOneFrameIsZeroAndOfTwoIsKnown() {
    var deltas = new double[2];
    new Delta().apply(new double[] {7}, deltas, 1);
    assertEquals(0, deltas[0]);
    // {0, 3} is smoothed to {1, 2} and an extra 3. With repeated ends: 1 1 [1 2 3] 3 3.
    new Delta().apply(new double[] {0, 3}, deltas, 2);
    assertArrayEquals(
        new double[] {(2 - 1 + 2 * (3 - 1)) / 10.0, (3 - 1 + 2 * (3 - 1)) / 10.0}, deltas, 1e-15);
  }

  @Test
  void functionalsOfAKnownColumn() {
    var measures = new Functional.Measures();
    measures.measure(new double[] {0, 0, 0, 4, 99}, 4);
    assertEquals(1, measures.get(Functional.MEAN));
    assertEquals(4, measures.get(Functional.MAX));
    assertEquals(Math.sqrt(3), measures.get(Functional.STD), 1e-15);
    // Third moment (3 (-1)^3 + 3^3) / 4 = 6, fourth (3 + 81) / 4 = 21.
    assertEquals(6 / Math.pow(3, 1.5), measures.get(Functional.SKEWNESS), 1e-15);
    assertEquals(21 / 9.0 - 3, measures.get(Functional.KURTOSIS), 1e-15);
  }

  @Test
  void constantColumnsHaveNoShape() {
    var measures = new Functional.Measures();
    measures.measure(new double[] {0.1, 0.1, 0.1}, 3);
    assertEquals(0.1, measures.get(Functional.MEAN));
    assertEquals(0.1, measures.get(Functional.MAX));
    assertEquals(0, measures.get(Functional.STD));
    assertEquals(0, measures.get(Functional.SKEWNESS));
    assertEquals(0, measures.get(Functional.KURTOSIS));
  }

  /**
   * The single 200 is dropped but leaves a running mean of 200. Then 100 is a jump and is replaced
   * by 200 (the mean becomes 190). 110 is still a jump and is replaced by 190 (mean 182). The next
   * 110 is not a jump. Each value comes out a frame later, averaged with the value before.
   */
  @Test
  void pitchDropsSingleFramesReplacesJumpsAndSmooths() {
    var pitch = new PitchContour();
    float[] raw = {0, 200, 0, 0, 100, 110, 110, 0, 0};
    float[] smooth = new float[raw.length];
    for (int t = 0; t < raw.length; t++) {
      smooth[t] = pitch.next(raw[t]);
    }
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 200, 195, 150, 0}, smooth, 1e-4f);
  }
}
