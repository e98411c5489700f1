package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.backends.Backends;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContrastiveLossTest {
  private static double[] embeddings(int size) {
    return new Random(11).doubles(size, -2, 2).toArray();
  }

  /** The definition, row by row. */
  private static double bySum(double[] z, int rows, int columns, double temperature) {
    double total = 0;
    for (int i = 0; i < rows; i++) {
      double sum = 0;
      double partner = 0;
      for (int k = 0; k < rows; k++) {
        double dot = 0;
        double lengthI = 0;
        double lengthK = 0;
        for (int j = 0; j < columns; j++) {
          dot += z[i * columns + j] * z[k * columns + j];
          lengthI += z[i * columns + j] * z[i * columns + j];
          lengthK += z[k * columns + j] * z[k * columns + j];
        }
        double e = Math.exp(dot / Math.sqrt(lengthI * lengthK) / temperature);
        sum += k == i ? 0 : e;
        partner += k == (i + rows / 2) % rows ? e : 0;
      }
      total -= Math.log(partner / sum) / rows;
    }
    return total;
  }

  @ParameterizedTest
  @CsvSource({"reference, 1e-12", "simd, 1e-5"})
  void valueIsTheDefinitions(String name, double tolerance) {
    try (Backend backend = Backends.choose(name).provider().open()) {
      double[] z = embeddings(14 * 5);
      Matrix matrix = backend.matrixOf(14, 5, z);
      Matrix gradient = backend.newMatrix(14, 5);
      double value = new ContrastiveLoss(backend, 14, 5, 0.5).at(matrix, gradient);
      assertEquals(bySum(z, 14, 5, 0.5), value, tolerance);
    }
  }

  @Test
  void gradientIsTheDerivative() {
    try (Backend backend = Backends.choose("reference").provider().open()) {
      double[] z = embeddings(6 * 3);
      Matrix matrix = backend.matrixOf(6, 3, z);
      Matrix gradient = backend.newMatrix(6, 3);
      new ContrastiveLoss(backend, 6, 3, 0.3).at(matrix, gradient);
      double[] found = gradient.toArray();
      double size = 0;
      for (int i = 0; i < z.length; i++) {
        double h = 1e-5;
        double kept = z[i];
        z[i] = kept + h;
        double above = bySum(z, 6, 3, 0.3);
        z[i] = kept - h;
        double below = bySum(z, 6, 3, 0.3);
        z[i] = kept;
        assertEquals((above - below) / (2 * h), found[i], 1e-8, "element " + i);
        size += Math.abs(found[i]);
      }
      assertTrue(size > 0.1, "a gradient of " + size);
    }
  }
}
