package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpreadLabelsTest {
  private static final double ALPHA = 0.9;

  private final Backend backend = ReferenceBackend.open();

  private SpreadLabels spread(float[] x, int columns, int[] labels, int k, boolean balanced) {
    TrainingSet data = new TrainingSet(x, columns, labels, 2);
    return SpreadLabels.of(data, data.nearest(k, backend), ALPHA, balanced, backend);
  }

  /**
   * Two rings, one inside the other, with one label each. Edges separate them, but no straight
   * line.
   */
  @Test
  void oneLabelIsEnoughForARing() {
    int each = 40;
    float[] x = new float[4 * each];
    int[] labels = new int[2 * each];
    Arrays.fill(labels, -1);
    labels[0] = 0;
    labels[each] = 1;
    for (int i = 0; i < 2 * each; i++) {
      double angle = 2 * Math.PI * (i % each) / each;
      x[2 * i] = (float) ((i < each ? 1 : 3) * Math.cos(angle));
      x[2 * i + 1] = (float) ((i < each ? 1 : 3) * Math.sin(angle));
    }
    SpreadLabels rings = spread(x, 2, labels, 2, true);
    float[] found = rings.probabilities(new float[] {-0.9f, 0.2f, -3.1f, 0.2f, 0, 2.8f}, backend);
    assertTrue(found[0] > 0.99 && found[3] > 0.99 && found[5] > 0.99, Arrays.toString(found));
  }

  /** A row at the same distance from one label of class 0 and three of class 1. */
  @Test
  void manyLabelsOfAClassCountAsOneIfBalanced() {
    float[] x = {0, 1, 1, 1, 1};
    int[] labels = {-1, 0, 1, 1, 1};
    float[] plain = spread(x, 1, labels, 4, false).distributions();
    float[] balanced = spread(x, 1, labels, 4, true).distributions();
    assertTrue(plain[1] > 0.7, Arrays.toString(plain));
    assertEquals(0.5, balanced[0], 1e-3);
  }

  @Test
  void fewerVectorsThanNeighbours() {
    SpreadLabels three = spread(new float[] {0, 1, 2}, 1, new int[] {0, -1, 1}, 5, true);
    assertEquals(3, three.neighbors());
    assertArrayEquals(
        new float[] {0.5f, 0.5f}, three.probabilities(new float[] {1}, backend), 1e-6f);
  }

  @Test
  void otherShapesAreRefused() {
    float[] two = new float[2];
    TrainingSet pair = new TrainingSet(two, 1, new int[] {0, 1}, 2);
    String columns =
        assertThrows(
                IllegalArgumentException.class,
                () -> new SpreadLabels(1, 2, 2, new float[3], new float[4]))
            .getMessage();
    assertEquals("3 numbers are not rows of 2", columns);
    assertThrows(
        IllegalArgumentException.class, () -> new SpreadLabels(3, 1, 2, two, new float[4]));
    assertThrows(IllegalArgumentException.class, () -> new SpreadLabels(1, 1, 2, two, two));
    assertThrows(
        IllegalArgumentException.class,
        () -> SpreadLabels.of(pair, new int[] {1, 0}, 1, true, backend));
  }
}
