package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SharpnessTest {
  @Test
  void powersThatSumToOne() {
    float[] p = {0.6f, 0.3f, 0.1f, 1, 0, 0};
    Sharpness.apply(p, 3, 2);
    assertArrayEquals(
        new float[] {0.36f / 0.46f, 0.09f / 0.46f, 0.01f / 0.46f}, Arrays.copyOf(p, 3), 1e-6f);
    assertArrayEquals(new float[] {1, 0, 0}, Arrays.copyOfRange(p, 3, 6), 1e-6f);
  }

  @Test
  void oneChangesNoBit() {
    float[] p = {0.7f, 0.2f, 0.1000001f};
    float[] before = p.clone();
    Sharpness.apply(p, 3, 1);
    assertArrayEquals(before, p);
  }

  /** 1000 rows with probability 0.6, of which 900 are right. The fit must raise it to match. */
  @Test
  void fitsWhatIsTrue() {
    int n = 1000;
    float[] p = new float[2 * n];
    int[] truth = new int[n];
    double[] weights = new double[n];
    Arrays.fill(weights, 1);
    for (int i = 0; i < n; i++) {
      p[2 * i] = 0.6f;
      p[2 * i + 1] = 0.4f;
      truth[i] = i % 10 == 0 ? 1 : 0;
    }
    double sharpness = Sharpness.fit(p, 2, truth, weights, 1);
    Sharpness.apply(p, 2, sharpness);
    assertEquals(0.9, p[0], 0.03);
  }

  @Test
  void fewRowsHardlyMoveIt() {
    float[] p = {0.6f, 0.4f};
    double sharpness = Sharpness.fit(p, 2, new int[] {0}, new double[] {1}, 100);
    assertTrue(Math.abs(sharpness - 1) < 0.1, "sharpness " + sharpness);
  }
}
