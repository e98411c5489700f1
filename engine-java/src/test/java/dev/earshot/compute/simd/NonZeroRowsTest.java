package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.reference.ReferenceBackend;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products with a gradient, or with a left factor, in which most rows are zero. */
class NonZeroRowsTest {
  private static final int N = 53;
  private static final int K = 37;
  private static final int M = 70;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20, 39, 40, 53})
  void productsAreTheReferences(int nonZero) {
    for (double beta : new double[] {0, 1}) {
      double[] a = numbers(N * K, 1);
      double[] b = numbers(K * M, 2);
      double[] gradient = gradient(nonZero);
      double[][] expected = products(ReferenceBackend.open(), a, b, gradient, beta);
      try (Backend backend = new SimdBackendProvider().open()) {
        double[][] found = products(backend, a, b, gradient, beta);
        assertArrayEquals(expected[0], found[0], 1e-4);
        assertArrayEquals(expected[1], found[1], 1e-4);
        assertArrayEquals(expected[2], found[2], 1e-4);
      }
    }
  }

  private static double[][] products(
      Backend backend, double[] a, double[] b, double[] gradient, double beta) {
    Matrix g = backend.matrixOf(N, M, gradient);
    Matrix byWeights = backend.matrixOf(K, M, numbers(K * M, 3));
    backend.dense().multiplyTransposedA(backend.matrixOf(N, K, a), g, beta, byWeights);
    Matrix byInput = backend.matrixOf(N, K, numbers(N * K, 4));
    backend.dense().multiplyTransposedB(g, backend.matrixOf(K, M, b), beta, byInput);
    Matrix forward = backend.matrixOf(N, K, numbers(N * K, 5));
    Matrix w = backend.matrixOf(M, K, numbers(M * K, 6));
    backend.dense().linear(g, w, Epilogue.NONE, forward);
    return new double[][] {byWeights.toArray(), byInput.toArray(), forward.toArray()};
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 39, 40, 53})
  void rowsAreLeftOutFromAQuarterOn(int count) {
    SimdMatrix x = new SimdMatrix(N, M);
    x.write(gradient(count));
    NonZeroRows rows = new NonZeroRows();
    if (count <= 39) {
      assertTrue(rows.find(VectorApiOps.open(), x));
    } else {
      assertFalse(rows.find(VectorApiOps.open(), x));
    }
    assertEquals(count, rows.count());
  }

  /**
   * Only the last element of a nonzero row is not zero. Code that looks only at the beginning of a
   * row would miss it.
   */
  private static double[] gradient(int nonZero) {
    double[] gradient = new double[N * M];
    Random random = new Random(7);
    for (int i = 0; i < nonZero; i++) {
      gradient[(i * 17 % N) * M + M - 1] = random.nextGaussian();
    }
    return gradient;
  }

  private static double[] numbers(int count, long seed) {
    return new Random(seed).doubles(count, -1, 1).toArray();
  }
}
