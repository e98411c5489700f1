package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.earshot.compute.Activation;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SimdDenseKernelsTest {
  /**
   * Sizes just below and above those of tiles and panels at every vector width, and sizes of more
   * than one slice and block.
   */
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {7, 0, 3},
    {6, 7, 16},
    {5, 71, 17},
    {7, 53, 33},
    {53, 7, 64},
    {12, 1, 63},
    {71, 257, 53},
    {97, 3, 65},
    {257, 71, 7},
    {13, 513, 49},
    {100, 1100, 130}
  };

  static void overShapes(Consumer<int[]> test) {
    for (int[] shape : SHAPES) {
      test.accept(shape);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void linear(Pair pair) {
    overShapes(s -> {
      for (Activation activation : Activation.values()) {
        pair.agree((b, backend) -> {
          Matrix y = b.poison(s[0], s[2]);
          Epilogue epilogue = Epilogue.of(b.matrix(1, s[2]), activation);
          backend.dense().linear(b.matrix(s[0], s[1]), b.matrix(s[1], s[2]), epilogue, y);
          return y;
        });
      }
      pair.agree((b, backend) -> {
        Matrix y = b.poison(s[0], s[2]);
        backend.dense().linear(b.matrix(s[0], s[1]), b.matrix(s[1], s[2]), Epilogue.NONE, y);
        return y;
      });
    });
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void products(Pair pair) {
    overShapes(s -> {
      for (double beta : new double[] {0, 1, -0.5}) {
        pair.agree((b, backend) -> {
          Matrix c = beta == 0 ? b.poison(s[0], s[2]) : b.matrix(s[0], s[2]);
          backend.dense().multiplyTransposedA(b.matrix(s[1], s[0]), b.matrix(s[1], s[2]), beta, c);
          return c;
        });
        pair.agree((b, backend) -> {
          Matrix c = beta == 0 ? b.poison(s[0], s[2]) : b.matrix(s[0], s[2]);
          backend.dense().multiplyTransposedB(b.matrix(s[0], s[1]), b.matrix(s[2], s[1]), beta, c);
          return c;
        });
      }
    });
  }

  /**
   * Products that are divided between threads, with rows of zeros, which are left out, and with few
   * columns.
   */
  @ParameterizedTest
  @CsvSource({"1100, 700, 48", "700, 1100, 48", "700, 9700, 5", "1500, 1500, 17"})
  void largeProductsDoNotDependOnThreads(int rows, int inner, int columns) {
    List<List<double[]>> products = new ArrayList<>();
    for (int threads : new int[] {1, 3}) {
      try (var backend = new SimdBackend(() -> new PlainOps("for the test"), threads)) {
        products.add(largeProducts(backend, rows, inner, columns));
      }
    }
    for (int i = 0; i < products.getFirst().size(); i++) {
      assertArrayEquals(products.getFirst().get(i), products.getLast().get(i), "product " + i);
    }
  }

  /** Factors that are read before they are used, one of them in place, and a sum over both. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void productsOfLongMatrices(Pair pair) {
    int rows = 1100;
    int columns = 144;
    pair.agree((b, backend) -> {
      Matrix c = b.matrix(columns, columns);
      backend.dense().multiplyTransposedA(b.matrix(rows, columns), b.matrix(rows, columns), 1, c);
      return c;
    });
    pair.agree((b, backend) -> {
      Matrix y = b.poison(rows, columns);
      Matrix w = b.matrix(columns, columns);
      backend.dense().linear(b.matrix(rows, columns), w, Epilogue.NONE, y);
      return y;
    });
    for (double beta : new double[] {0, 1, -0.5}) {
      pair.agree((b, backend) -> {
        Matrix sum = beta == 0 ? b.poison(1, 1) : b.matrix(1, 1);
        int n = rows * columns;
        backend.dense().multiplyTransposedA(b.matrix(n, 1), b.matrix(n, 1), beta, sum);
        return sum;
      });
      pair.agree((b, backend) -> {
        Matrix y = beta == 0 ? b.poison(1, rows) : b.matrix(1, rows);
        backend.dense().multiplyTransposedA(b.matrix(1, 1), b.matrix(1, rows), beta, y);
        return y;
      });
    }
  }

  private static List<double[]> largeProducts(Backend backend, int rows, int inner, int columns) {
    var random = new Random(3);
    Matrix a = backend.matrixOf(rows, inner, values(random, rows, inner, 3));
    Matrix aTransposed = backend.matrixOf(inner, rows, values(random, inner, rows, 1));
    Matrix b = backend.matrixOf(inner, columns, values(random, inner, columns, 2));
    Matrix bTransposed = backend.matrixOf(columns, inner, values(random, columns, inner, 1));
    List<double[]> products = new ArrayList<>();
    for (double beta : new double[] {0, 1, -0.5}) {
      Matrix c = backend.matrixOf(rows, columns, values(random, rows, columns, 1));
      backend.dense().multiplyTransposedA(aTransposed, b, beta, c);
      products.add(c.toArray());
      backend.dense().multiplyTransposedB(a, bTransposed, beta, c);
      products.add(c.toArray());
      backend.dense().linear(a, b, Epilogue.NONE, c);
      products.add(c.toArray());
    }
    return products;
  }

  /** Random numbers; one row in {@code every} is not zero. */
  private static double[] values(Random random, int rows, int columns, int every) {
    var values = new double[rows * columns];
    for (int i = 0; i < rows; i += every) {
      for (int j = 0; j < columns; j++) {
        values[i * columns + j] = (float) random.nextGaussian();
      }
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void elementwise(Pair pair) {
    overShapes(s -> {
      for (double beta : new double[] {0, 1, -0.5}) {
        pair.agree((b, backend) -> {
          Matrix sums = beta == 0 ? b.poison(1, s[2]) : b.matrix(1, s[2]);
          backend.dense().columnSums(b.matrix(s[0], s[2]), beta, sums);
          return sums;
        });
        pair.agree((b, backend) -> {
          Matrix y = beta == 0 ? b.poison(s[0], s[2]) : b.matrix(s[0], s[2]);
          backend.dense().add(1.75, b.matrix(s[0], s[2]), beta, y);
          return y;
        });
      }
      for (Activation activation : Activation.values()) {
        pair.agree((b, backend) -> {
          Matrix gradient = b.matrix(s[0], s[2]);
          backend.dense().activationBackward(activation, b.coarse(s[0], s[2]), gradient);
          return gradient;
        });
        pair.agree((b, backend) -> {
          Matrix y = b.matrix(s[0], s[2]);
          backend.dense().applyEpilogue(Epilogue.of(b.matrix(1, s[2]), activation), y);
          return y;
        });
      }
    });
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void columnSumsOfManyRows(Pair pair) {
    pair.agree((b, backend) -> {
      Matrix sums = b.poison(1, 33);
      backend.dense().columnSums(b.matrix(20_000, 33), 0, sums);
      return sums;
    });
  }

  /** Every way to write the weights must invalidate their packed copy. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void writtenWeightsAreUsed(Pair pair) {
    Backend backend = pair.simd();
    Matrix parameters = backend.newMatrix(1, 8);
    Matrix w = parameters.slice(2, 2, 2);
    Matrix x = backend.matrixOf(1, 2, 1, 10);
    product(backend, x, w, 0, 0, 0, 0);
    w.write(new double[] {1, 2, 3, 4});
    product(backend, x, w, 31, 42, 21, 43);
    w.write(new float[] {1, 2, 3, 5});
    product(backend, x, w, 31, 52, 21, 53);
    parameters.slice(3, 1, 1).fill(7);
    product(backend, x, w, 31, 57, 71, 53);
    backend.dense().add(1, backend.matrixOf(2, 2, 1, 1, 1, 1), 1, w);
    product(backend, x, w, 42, 68, 82, 64);
    Matrix gradients = backend.newMatrix(1, 8);
    gradients.fill(1);
    AdamSettings settings = new AdamSettings(1, 0, 0, 0, 0);
    Matrix mean = backend.newMatrix(1, 8);
    backend
        .optimizer()
        .adam(settings, parameters, gradients, mean, backend.newMatrix(1, 8), backend.indicesOf(0));
    product(backend, x, w, 31, 57, 71, 53);
  }

  private static void product(
      Backend backend, Matrix x, Matrix w, double y0, double y1, double z0, double z1) {
    Matrix y = backend.newMatrix(1, 2);
    backend.dense().linear(x, w, Epilogue.NONE, y);
    assertArrayEquals(new double[] {y0, y1}, y.toArray());
    backend.dense().multiplyTransposedB(x, w, 0, y);
    assertArrayEquals(new double[] {z0, z1}, y.toArray());
  }
}
