package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TsneTest {
  private static float[] normal(int rows, int columns, long seed) {
    var random = new Random(seed);
    var x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** Outliers and dense regions need very different betas. All rows must have the perplexity. */
  @Test
  void everyRowHasThePerplexity() {
    int n = 60;
    float[] x = normal(n, 5, 1);
    for (int row = 0; row < n; row++) {
      for (int k = 0; k < 5; k++) {
        x[row * 5 + k] *= row % 3 == 0 ? 40 : row % 3 == 1 ? 1 : 0.01f;
      }
    }
    float[] p = Tsne.conditional(x, 5, 12);
    for (int row = 0; row < n; row++) {
      double entropy = 0;
      double sum = 0;
      for (int other = 0; other < n; other++) {
        double share = p[row * n + other];
        sum += share;
        entropy -= share == 0 ? 0 : share * Math.log(share);
      }
      assertEquals(0, p[row * n + row]);
      assertEquals(1, sum, 1e-5);
      assertEquals(12, Math.exp(entropy), 1e-3, "row " + row);
    }
  }

  @Test
  void jointProbabilitiesAreSymmetricAndSumToOne() {
    int n = 20;
    float[] p = Tsne.joint(Tsne.conditional(normal(n, 3, 2), 3, 5), n);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        assertEquals(p[i * n + j], p[j * n + i]);
        sum += p[i * n + j];
      }
    }
    assertEquals(1, sum, 1e-5);
  }

  /**
   * KL(P || Q) up to a constant, with P exaggerated as in the first steps of the descent.
   *
   * @param y the first coordinates of all rows, then the second ones
   */
  private static double divergence(float[] p, double exaggeration, double[] y) {
    int n = y.length / 2;
    double total = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double square = Math.pow(y[i] - y[j], 2) + Math.pow(y[n + i] - y[n + j], 2);
        total += i == j ? 0 : 1 / (1 + square);
        sum += exaggeration * p[i * n + j] * Math.log(1 + square);
      }
    }
    return sum + Math.log(total);
  }

  @Test
  void theGradientIsThatOfTheDivergence() {
    int n = 15;
    float[] p = Tsne.joint(Tsne.conditional(normal(n, 4, 3), 4, 4), n);
    double[] y = new Random(4).doubles(2 * n, -2, 2).toArray();
    for (double exaggeration : new double[] {1, 12}) {
      var gradient = new double[2 * n];
      new Tsne.Forces(p, n).gradient(y, exaggeration, gradient);
      for (int i = 0; i < y.length; i++) {
        double step = 1e-5;
        double[] up = y.clone();
        double[] down = y.clone();
        up[i] += step;
        down[i] -= step;
        double numeric =
            (divergence(p, exaggeration, up) - divergence(p, exaggeration, down)) / (2 * step);
        assertEquals(numeric, gradient[i], 1e-6 * Math.max(1, Math.abs(numeric)));
      }
    }
  }

  /** Squares of these distances are beyond the range of float. */
  @Test
  void hugeFeaturesHaveAMap() {
    float[] x = normal(40, 5, 7);
    for (int i = 0; i < x.length; i++) {
      x[i] *= 1e30f;
    }
    assertTrue(Arrays.stream(Tsne.map(x, 5)).allMatch(Double::isFinite));
  }

  /** Eight groups in ten dimensions. Two principal components cannot separate all of them. */
  @Test
  void separateGroupsStaySeparate() {
    int groups = 8;
    int n = 30 * groups;
    float[] x = normal(n, 10, 5);
    float[] centres = normal(groups, 10, 6);
    int[] labels = IntStream.range(0, n).map(row -> row % groups).toArray();
    for (int i = 0; i < x.length; i++) {
      x[i] += 5 * centres[labels[i / 10] * 10 + i % 10];
    }
    double[] map = Tsne.map(x, 10);
    assertTrue(Silhouette.mean(narrowed(map), 2, labels) > 0.7);
    for (int row = 0; row < n; row++) {
      assertEquals(labels[row], labels[nearest(map, row)], "row " + row);
    }
    assertArrayEquals(map, Tsne.map(x, 10));
  }

  /** A bent ring in space. A row's nearest row on the map must be one of its nearest in space. */
  @Test
  void neighboursStayNeighbours() {
    int n = 100;
    var x = new float[3 * n];
    for (int row = 0; row < n; row++) {
      double angle = 2 * Math.PI * row / n;
      x[3 * row] = (float) Math.cos(angle);
      x[3 * row + 1] = (float) Math.sin(angle);
      x[3 * row + 2] = (float) Math.sin(2 * angle);
    }
    double[] map = Tsne.map(x, 3);
    for (int row = 0; row < n; row++) {
      int apart = Math.floorMod(nearest(map, row) - row, n);
      assertTrue(Math.min(apart, n - apart) <= 5, "row " + row + " lies beside " + apart);
    }
  }

  @Test
  void alikeRowsAndTooFew() {
    assertTrue(Arrays.stream(Tsne.map(new float[40], 4)).allMatch(Double::isFinite));
    float[] twins = normal(20, 2, 7);
    System.arraycopy(twins, 0, twins, 20, 20);
    assertTrue(Arrays.stream(Tsne.map(twins, 2)).allMatch(Double::isFinite));
    assertEquals(14, Tsne.map(normal(7, 2, 8), 2).length);
    assertThrows(IllegalArgumentException.class, () -> Tsne.map(new float[12], 2));
    assertThrows(IllegalArgumentException.class, () -> Tsne.map(new float[41], 4));
  }

  private static int nearest(double[] map, int row) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int other = 0; other < map.length / 2; other++) {
      double square =
          Math.pow(map[2 * row] - map[2 * other], 2)
              + Math.pow(map[2 * row + 1] - map[2 * other + 1], 2);
      if (other != row && square < least) {
        least = square;
        best = other;
      }
    }
    return best;
  }

  private static float[] narrowed(double[] values) {
    var narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
