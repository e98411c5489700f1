package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.cuda.kernel.CudaProducts;
import dev.earshot.cuda.library.Product;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the operation cases are too small to reach: large tiles, many blocks, long rows. All against
 * the reference.
 */
class CudaKernelsTest extends AgainstReference {
  /** Which tile is taken depends on the device: as many as give each multiprocessor two blocks. */
  @ParameterizedTest
  @ValueSource(ints = {32, 64, 128})
  void tilesOfProducts(int tile) {
    cuda.close();
    // However large the products have to be: to our own kernels.
    cuda = HostDriver.openWith("earshot.cuda.blasFrom", Long.toString(Long.MAX_VALUE));
    int multiprocessors =
        cuda.unwrap(CudaBackend.class).orElseThrow().context().device().multiprocessors();
    int across = tile == 32 ? 2 : (int) Math.ceil(Math.sqrt(2.0 * multiprocessors));
    // The last tile of each row and column of tiles is cut.
    int n = (across - 1) * tile + 7;
    int m = (across - 1) * tile + 3;
    assertEquals(tile, CudaProducts.tile(new Product(false, false, n, m, 37), multiprocessors));
    agree(backend -> {
      Matrix x = backend.matrixOf(n, 37, values(n * 37, 1));
      Matrix w = backend.matrixOf(37, m, values(37 * m, 2));
      Matrix bias = backend.matrixOf(1, m, values(m, 3));
      Matrix y = backend.newMatrix(n, m);
      backend.dense().linear(x, w, Epilogue.of(bias, Activation.RELU), y);
      return y;
    });
    agree(backend -> {
      Matrix a = backend.matrixOf(37, n, values(37 * n, 4));
      Matrix b = backend.matrixOf(37, m, values(37 * m, 5));
      Matrix c = backend.matrixOf(n, m, values(n * m, 6));
      backend.dense().multiplyTransposedA(a, b, 1, c);
      return c;
    });
    agree(backend -> {
      Matrix a = backend.matrixOf(n, 37, values(37 * n, 7));
      Matrix b = backend.matrixOf(m, 37, values(37 * m, 8));
      Matrix c = backend.matrixOf(n, m, values(n * m, 9));
      backend.dense().multiplyTransposedB(a, b, 0.5, c);
      return c;
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {53, 513, 3000})
  void columnSumsOfTallMatrices(int n) {
    for (Activation activation : Activation.values()) {
      agree(backend -> {
        Matrix y = backend.matrixOf(n, 37, values(n * 37, 1));
        Matrix gradient = backend.matrixOf(n, 37, values(n * 37, 2));
        Matrix sums = backend.matrixOf(1, 37, values(37, 3));
        // Not run: what it needs must be ready all the same.
        backend.record(() -> backend.dense().columnSums(y, 1, sums));
        // Twice: tickets have to be as they were.
        for (int i = 0; i < 2; i++) {
          backend.dense().epilogueBackward(activation, y, gradient, 1, sums);
          backend.dense().columnSums(y, 1, sums);
        }
        Matrix both = backend.newMatrix(n + 1, 37);
        backend.dense().add(1, sums, 0, both.rowRange(0, 1));
        backend.dense().add(1, gradient, 0, both.rowRange(1, n));
        return both;
      });
    }
  }

  @Test
  void betaZeroDoesNotReadWhatWasThere() {
    agree(backend -> {
      Matrix a = backend.matrixOf(5, 3, values(15, 1));
      Matrix b = backend.matrixOf(5, 4, values(20, 2));
      Matrix c = backend.newMatrix(3, 4);
      c.fill(Double.NaN);
      backend.dense().multiplyTransposedA(a, b, 0, c);
      return c;
    });
  }

  @Test
  void lossesOverManyBlocks() {
    int n = 3000;
    agree(backend -> classification(backend, n, integers(n, -1, 3, 11)));
    agree(backend -> classification(backend, n, integers(n, 0, 3, 11)));
    int[] none = new int[n];
    Arrays.fill(none, -1);
    agree(backend -> classification(backend, n, none));
    agree(backend -> {
      Matrix prediction = backend.matrixOf(n, 31, values(n * 31, 12));
      Matrix target = backend.matrixOf(n, 31, values(n * 31, 13));
      Matrix results = backend.newMatrix(1, 1 + n * 31);
      backend
          .losses()
          .squaredError(
              prediction,
              target,
              backend.indicesOf(integers(n, 0, 2, 14)),
              0.7,
              results.slice(0, 1, 1),
              results.slice(1, n, 31));
      return results;
    });
    agree(backend -> {
      Matrix logits = backend.matrixOf(n, 1, values(n, 15));
      Matrix results = backend.newMatrix(1, 1 + n);
      backend
          .losses()
          .logistic(
              logits,
              backend.indicesOf(integers(n, 0, 2, 16)),
              0.7,
              results.slice(0, 1, 1),
              results.slice(1, n, 1));
      return results;
    });
  }

  private static Matrix classification(Backend backend, int n, int[] labels) {
    Matrix logits = backend.matrixOf(n, 3, values(n * 3, 10));
    Matrix results = backend.newMatrix(1, 2 + 3 * n);
    backend
        .losses()
        .classification(
            logits,
            backend.indicesOf(labels),
            1,
            0.3,
            results.slice(0, 1, 2),
            results.slice(2, n, 3));
    return results;
  }

  @Test
  void lossOverNoRowIsZero() {
    Matrix prediction = cuda.matrixOf(3, 2, values(6, 1));
    Matrix loss = cuda.matrixOf(1, 1, 7);
    Matrix gradient = cuda.matrixOf(3, 2, values(6, 2));
    cuda.losses().squaredError(prediction, prediction, cuda.newIndices(3), 1, loss, gradient);
    assertArrayEquals(new double[1], loss.toArray());
    assertArrayEquals(new double[6], gradient.toArray());
  }

  @Test
  void drawsOverManyBlocks() {
    int n = 777;
    for (int count : new int[] {0, 2, 300, n}) {
      agreeExactly(backend -> {
        Indices mask = backend.newIndices(n);
        backend.corruption().drawRows(random(backend), backend.newIndices(count), mask);
        return mask;
      });
      agreeExactly(backend -> {
        Indices rows = backend.newIndices(count);
        backend.corruption().drawRows(random(backend), rows, backend.newIndices(n));
        return rows;
      });
      for (int which = 0; which < 2; which++) {
        int result = which;
        agreeExactly(backend -> {
          Indices[] drawn = {backend.newIndices(n), backend.newIndices(n)};
          backend.corruption().drawPermutation(count, random(backend), drawn[0], drawn[1]);
          return drawn[result];
        });
      }
    }
  }

  private static RandomSource random(Backend backend) {
    return new RandomSource(0xFEDCBA9876543210L, 3, backend.indicesOf(5));
  }

  @Test
  void noiseIsTheSameToTheFloat() {
    BiFunction<Backend, Integer, float[]> noise =
        (backend, columns) -> {
          Matrix y = backend.newMatrix(40, columns);
          backend.corruption().noise(backend.newMatrix(40, columns), 1, random(backend), y);
          float[] values = new float[y.size()];
          y.read(values);
          return values;
        };
    assertArrayEquals(noise.apply(reference, 7), noise.apply(cuda, 7));
  }

  @Test
  void scatteredRowsAddUp() {
    agree(backend -> {
      Matrix x = backend.matrixOf(100, 9, values(900, 1));
      Matrix y = backend.matrixOf(11, 9, values(99, 2));
      Indices rows = backend.indicesOf(integers(100, 0, 9, 3));
      backend.corruption().scatterAddRows(x, rows, 1, y);
      return y;
    });
  }

  @Test
  void longValuesPassThroughTheRingInParts() {
    int size = 3_000_000;
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i;
    }
    Matrix matrix = cuda.newMatrix(3, size / 3);
    matrix.write(values);
    float[] back = new float[size];
    matrix.read(back);
    assertArrayEquals(values, back);
    assertEquals(2_999_999, matrix.slice(size - 1, 1, 1).toArray()[0]);
  }
}
