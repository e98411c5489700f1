package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionTest {
  /** Rows that vary in {@code rank} directions, the later the less, around 3. */
  private static float[] rows(int n, int columns, int rank, long seed) {
    var random = new Random(seed);
    double[][] directions = new double[rank][columns];
    for (double[] direction : directions) {
      Arrays.setAll(direction, j -> random.nextGaussian());
    }
    float[] x = new float[n * columns];
    for (int row = 0; row < n; row++) {
      for (int k = 0; k < rank; k++) {
        double size = random.nextGaussian() * Math.pow(0.8, k);
        for (int j = 0; j < columns; j++) {
          x[row * columns + j] += (float) (size * directions[k][j]);
        }
      }
      for (int j = 0; j < columns; j++) {
        x[row * columns + j] += 3;
      }
    }
    return x;
  }

  private static double[][] covariance(float[] x, int columns) {
    int n = x.length / columns;
    double[] mean = Standardizer.of(x, columns, 0).mean();
    double[][] covariance = new double[columns][columns];
    for (int row = 0; row < n; row++) {
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j < columns; j++) {
          covariance[i][j] +=
              (x[row * columns + i] - mean[i]) * (x[row * columns + j] - mean[j]) / n;
        }
      }
    }
    return covariance;
  }

  /** Eigenvalues by Jacobi's method, in descending order: another way than that of the engine. */
  private static double[] jacobi(double[][] a) {
    int n = a.length;
    for (int sweep = 0; sweep < 60; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          double angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
          double c = Math.cos(angle);
          double s = Math.sin(angle);
          for (int k = 0; k < n; k++) {
            double kept = a[k][p];
            a[k][p] = c * kept - s * a[k][q];
            a[k][q] = s * kept + c * a[k][q];
          }
          for (int k = 0; k < n; k++) {
            double kept = a[p][k];
            a[p][k] = c * kept - s * a[q][k];
            a[q][k] = s * kept + c * a[q][k];
          }
        }
      }
    }
    double[] values = new double[n];
    Arrays.setAll(values, i -> a[i][i]);
    Arrays.sort(values);
    return reversed(values);
  }

  private static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    Arrays.setAll(reversed, i -> values[values.length - 1 - i]);
    return reversed;
  }

  /** The variance of each column, and their sum. */
  private static double[] variances(float[] x, int columns) {
    double[] deviations = Standardizer.of(x, columns, 0).deviation();
    return Arrays.stream(deviations).map(d -> d * d).toArray();
  }

  @ParameterizedTest
  @CsvSource({"60,20,20,5", "12,40,40,6", "200,30,8,8", "25,25,25,25", "7,3,3,1"})
  void keepsTheMostVarianceThatSoManyColumnsCan(int n, int columns, int rank, int most) {
    float[] x = rows(n, columns, rank, 1);
    Projection projection = Projection.of(x, columns, most);
    int width = Math.min(most, n - 1);
    assertEquals(width, projection.width());
    double[] expected = Arrays.copyOf(jacobi(covariance(x, columns)), width);
    float[] projected = projection.apply(x);
    double total = Arrays.stream(expected).sum();
    double kept = Arrays.stream(variances(projected, width)).sum();
    assertEquals(1, kept / total, 1e-5);
    double[] spectrum = jacobi(covariance(projected, width));
    for (int k = 0; k < width; k++) {
      assertEquals(expected[k], spectrum[k], 1e-5 * expected[0]);
    }
    assertEquals(0, Arrays.stream(Standardizer.of(projected, width, 0).mean()).sum(), 1e-4);
  }

  @Test
  void rotatedColumnsHaveAboutTheSameVariance() {
    float[] x = rows(300, 64, 64, 2);
    Projection projection = Projection.of(x, 64, 32);
    double[] variances = variances(projection.apply(x), 32);
    double[] components = jacobi(covariance(x, 64));
    double before = components[0] / components[31];
    Arrays.sort(variances);
    double after = variances[31] / variances[0];
    assertTrue(before > 1000, "" + before);
    assertTrue(after < 30, "" + after);
  }

  @Test
  void distancesStayIfNoDirectionIsLost() {
    float[] x = rows(10, 50, 50, 3);
    Projection projection = Projection.of(x, 50, 128);
    assertEquals(9, projection.width());
    float[] projected = projection.apply(x);
    for (int a = 0; a < 10; a++) {
      double before = 0;
      double after = 0;
      for (int j = 0; j < 50; j++) {
        before += Math.pow(x[a * 50 + j] - x[j], 2);
      }
      for (int k = 0; k < 9; k++) {
        after += Math.pow(projected[a * 9 + k] - projected[k], 2);
      }
      assertEquals(before, after, 1e-4 * (1 + before));
    }
  }

  @Test
  void eigenvectorsAreRightForMatricesOfEveryKind() {
    int size = 40;
    var random = new Random(4);
    double[][][] kinds = new double[6][size][];
    for (int i = 0; i < size; i++) {
      for (double[][] kind : kinds) {
        kind[i] = new double[i + 1];
      }
      kinds[0][i][i] = 1; // the unit matrix
      kinds[2][i][i] = i < 20 ? 2 : 1; // two eigenvalues, each many times
      kinds[3][i][i] = Math.pow(10, -i); // a wide range
      for (int j = 0; j <= i; j++) {
        kinds[4][i][j] = random.nextGaussian();
        kinds[5][i][j] = i == j ? 1 : 1 - 1e-9; // one large eigenvalue, the others alike
      }
    }
    for (double[][] lower : kinds) {
      double[][] a = new double[size][size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j <= i; j++) {
          a[i][j] = lower[i][j];
          a[j][i] = lower[i][j];
        }
      }
      var eigen = new SymmetricEigen(lower);
      double[] values = eigen.values();
      double[][] vectors = eigen.vectors(size);
      double norm = Math.max(Math.abs(values[0]), Math.abs(values[size - 1]));
      for (int k = 0; k < size; k++) {
        for (int i = 0; i < size; i++) {
          double product = Vectors.dot(a[i], 0, vectors[k], 0, size);
          assertEquals(values[k] * vectors[k][i], product, 1e-12 * norm);
        }
        for (int other = 0; other < size; other++) {
          double dot = Vectors.dot(vectors[k], 0, vectors[other], 0, size);
          assertEquals(k == other ? 1 : 0, dot, 1e-12);
        }
      }
    }
  }

  @Test
  void theSmallestTablesHaveAProjection() {
    assertArrayEquals(
        new float[] {0}, Projection.of(new float[] {7, 8, 9}, 3, 2).apply(new float[] {7, 8, 9}));
    Projection same = Projection.of(new float[] {1, 1, 1, 1}, 2, 2);
    assertEquals(1, same.width());
    assertArrayEquals(new float[] {0, 0}, same.apply(new float[] {1, 1, 1, 1}));
    assertEquals(1, Projection.of(new float[] {1, 2, 3}, 1, 5).width());
  }

  @Test
  void sameRowsGiveTheSameBits() {
    float[] x = rows(50, 70, 60, 6);
    assertArrayEquals(Projection.of(x, 70, 20).axes(), Projection.of(x, 70, 20).axes());
  }

  @Test
  void wrongNumbersAreRefused() {
    double[] mean = {0, 0};
    assertThrows(IllegalArgumentException.class, () -> new Projection(new double[0], new float[0]));
    assertThrows(IllegalArgumentException.class, () -> new Projection(mean, new float[0]));
    assertThrows(IllegalArgumentException.class, () -> new Projection(mean, new float[3]));
    assertThrows(IllegalArgumentException.class, () -> new Projection(mean, new float[6]));
    assertThrows(
        IllegalArgumentException.class, () -> new Projection(mean, new float[] {1, Float.NaN}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Projection(new double[] {0, Double.POSITIVE_INFINITY}, new float[2]));
    assertThrows(IllegalArgumentException.class, () -> Projection.of(new float[4], 2, 0));
  }
}
