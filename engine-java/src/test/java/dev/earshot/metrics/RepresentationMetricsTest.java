package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RepresentationMetricsTest {
  private static final float[] X = {
    0.7f, 0.52f, -1.03f, -0.08f, 0.04f, -1.05f, 0.26f, -0.86f, 0.97f, 0.19f, 0.09f, -0.59f, -0.12f,
    -2f, -1.13f, 0.36f, -2.13f, 0.85f, -1.75f, 0.76f, -0.85f
  };

  /** Expected: silhouette_samples and silhouette_score of scikit-learn 1.9.1 on X in float64. */
  @Test
  void silhouetteAgreesWithScikitLearn() {
    int[] labels = {0, 0, 1, 1, 1, 3, 0};
    double[] expected = {
      0.14254142928498512,
      0.14467650433008336,
      -0.39747275776879487,
      -0.43393843163035734,
      -0.11244841520361222,
      0,
      0.23661928075747338
    };
    assertArrayEquals(expected, Silhouette.samples(X, 3, labels), 1e-12);
    assertEquals(-0.06000319860431751, Silhouette.mean(X, 3, labels), 1e-12);
  }

  /** Clusters {0, 1} and {4, 6} on a line. */
  @Test
  void silhouetteByHand() {
    double[] expected = {(5 - 1) / 5.0, (4 - 1) / 4.0, (3.5 - 2) / 3.5, (5.5 - 2) / 5.5};
    float[] line = {0, 1, 4, 6};
    assertArrayEquals(expected, Silhouette.samples(line, 1, new int[] {0, 0, 1, 1}), 1e-15);
  }

  @Test
  void silhouetteNeedsClusters() {
    float[] x = {1, 2, 3};
    for (int[] labels : new int[][] {{0, 0, 0}, {0, 1, 2}, {0, 1, -1}, {0, 1}}) {
      assertThrows(IllegalArgumentException.class, () -> Silhouette.mean(x, 1, labels));
    }
  }

  /**
   * Rows 0 and 3 are parallel, row 4 is zero. Expected: cosine_distances of scikit-learn 1.9.1 in
   * float64, those below 1e-12 set to 0, then numpy means over each row's nonzero entries and over
   * the nonzero means.
   */
  @Test
  void meanAverageDistanceAgreesWithNumpy() {
    float[] h = {
      0.78f, 0.13f, -1.54f, 1.25f, 1.44f, -0.07f, -0.27f, -0.16f, -0.98f, 1.56f, 0.26f, -3.08f, 0,
      0, 0
    };
    assertEquals(0.7683506820230311, MeanAverageDistance.of(h, 3), 1e-12);
  }

  /** Directions 0, 90 and 180 degrees, the first twice: distances 0, 1, 2. */
  @Test
  void meanAverageDistanceByHand() {
    float[] h = {3, 0, 0, 2, -1, 0, 5, 0};
    double expected = (1.5 + 1.0 + (2 + 1 + 2) / 3.0 + 1.5) / 4;
    assertEquals(expected, MeanAverageDistance.of(h, 2), 1e-15);
    assertEquals(0, MeanAverageDistance.of(new float[] {1, 3}, 2));
    assertEquals(0, MeanAverageDistance.of(new float[] {1, 3, 2, 6, 5, 15}, 2));
    assertThrows(IllegalArgumentException.class, () -> MeanAverageDistance.of(h, 3));
    assertThrows(IllegalArgumentException.class, () -> MeanAverageDistance.of(new float[0], 2));
  }

  @Test
  void meanAndSampleDeviation() {
    var runs = MeanStd.of(2, 4, 4, 4, 5, 5, 7, 9);
    assertEquals(5, runs.mean(), 1e-15);
    assertEquals(Math.sqrt(32 / 7.0), runs.std(), 1e-15);
    assertEquals(Math.sqrt(32 / 7.0 / 8), runs.standardError(), 1e-15);
    assertEquals(new MeanStd(1, 0.25, 0), MeanStd.of(0.25));
    assertThrows(IllegalArgumentException.class, MeanStd::of);
    assertThrows(IllegalArgumentException.class, () -> MeanStd.of(1, Double.NaN));
  }
}
