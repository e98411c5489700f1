package dev.earshot.cuda;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Operations that a recording puts together: what they leave is what the reference leaves, call by
 * call.
 */
class RecordedOperationsTest extends AgainstReference {
  /** Rows of A have none to n entries; k and m reach over one slice of a product and more. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "53, 165, 256", "33, 64, 32", "40, 67, 35"})
  void productsOfPropagatedRows(int n, int k, int m) {
    agree(backend -> {
      SparseMatrix a = graph(backend, n);
      Matrix x = backend.matrixOf(n, k, values(n * k, 1));
      Matrix w = backend.matrixOf(k, m, values(k * m, 2));
      Matrix bias = backend.matrixOf(1, m, values(m, 3));
      Matrix spread = backend.newMatrix(n, k);
      Matrix y = backend.newMatrix(n, m);
      Matrix back = backend.newMatrix(n, m);
      Matrix gradient = backend.newMatrix(n, k);
      Matrix weights = backend.newMatrix(k, m);
      backend
          .record(() -> {
            backend.sparse().propagate(a, x, Epilogue.NONE, spread);
            backend.dense().linear(spread, w, Epilogue.of(bias, Activation.RELU), y);
            backend.sparse().propagateTransposed(a, y, 0, back);
            backend.dense().multiplyTransposedB(back, w, 0, gradient);
            backend.dense().multiplyTransposedA(spread, back, 0, weights);
          })
          .run();
      return together(backend, y, back, gradient, weights, spread);
    });
  }

  /** A layer that projects first, and the gradient of one that spreads first, with ReLU's. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "53, 256, 165", "33, 64, 32", "96, 67, 35", "97, 67, 35"})
  void productsThatAreSpread(int n, int k, int m) {
    agree(backend -> {
      SparseMatrix a = graph(backend, n);
      Matrix x = backend.matrixOf(n, k, values(n * k, 1));
      Matrix w = backend.matrixOf(k, m, values(k * m, 2));
      Matrix bias = backend.matrixOf(1, m, values(m, 3));
      Matrix projection = backend.newMatrix(n, m);
      Matrix y = backend.newMatrix(n, m);
      Matrix product = backend.newMatrix(n, k);
      Matrix gradient = backend.newMatrix(n, k);
      Matrix sums = backend.matrixOf(1, k, values(k, 4));
      backend
          .record(() -> {
            backend.dense().linear(x, w, Epilogue.NONE, projection);
            backend.sparse().propagate(a, projection, Epilogue.of(bias, Activation.RELU), y);
            backend.dense().multiplyTransposedB(y, w, 0, product);
            backend.sparse().propagateTransposed(a, product, 0, gradient);
            backend.dense().epilogueBackward(Activation.RELU, x, gradient, 1, sums);
          })
          .run();
      return together(backend, projection, y, product, gradient, sums);
    });
  }

  /** ReLU's backward pass after each kernel that can take it along, and after one that cannot. */
  @ParameterizedTest
  @CsvSource({"0, true", "0, false", "1, true"})
  void gradientsOfRelu(double beta, boolean used) {
    int n = 45;
    agree(backend -> {
      Matrix y = backend.matrixOf(n, 33, values(n * 33, 1));
      Matrix g = backend.matrixOf(n, 20, values(n * 20, 2));
      Matrix w = backend.matrixOf(33, 20, values(660, 3));
      Matrix gradient = backend.matrixOf(n, 33, values(n * 33, 4));
      Matrix copy = backend.newMatrix(n, 33);
      Matrix sums = backend.newMatrix(1, 33);
      backend
          .record(() -> {
            backend.dense().multiplyTransposedB(g, w, beta, gradient);
            if (used) {
              backend.dense().add(1, gradient, 0, copy);
            }
            backend.dense().epilogueBackward(Activation.RELU, y, gradient, 0, sums);
            backend.dense().activationBackward(Activation.RELU, y, copy);
          })
          .run();
      return together(backend, gradient, copy, sums);
    });
  }

  /**
   * The gradients of a weight and a bias that two or three passes use; once something reads it in
   * between.
   */
  @ParameterizedTest
  @CsvSource({"40, 33, 2, false", "165, 256, 2, false", "40, 33, 3, false", "40, 33, 2, true"})
  void gradientsOfSeveralPasses(int k, int m, int passes, boolean used) {
    agree(backend -> {
      Matrix sum = backend.newMatrix(k, m);
      Matrix copy = backend.newMatrix(k, m);
      Matrix sums = backend.newMatrix(1, m);
      Matrix[] x = new Matrix[passes];
      Matrix[] g = new Matrix[passes];
      for (int i = 0; i < passes; i++) {
        int rows = 53 + 20 * i;
        x[i] = backend.matrixOf(rows, k, values(rows * k, 2 * i));
        g[i] = backend.matrixOf(rows, m, values(rows * m, 2 * i + 1));
      }
      backend
          .record(() -> {
            for (int i = 0; i < passes; i++) {
              backend.dense().multiplyTransposedA(x[i], g[i], i == 0 ? 0 : 1, sum);
              if (used && i == 0) {
                backend.dense().add(1, sum, 0, copy);
              }
              backend.dense().columnSums(g[i], i == 0 ? 0 : 1, sums);
            }
          })
          .run();
      return together(backend, sum, copy, sums);
    });
  }

  /** What has changed since it was propagated is read as it was. */
  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "true, true", "false, false"})
  void changesInBetweenAreSeen(boolean source, boolean result) {
    int n = 37;
    agree(backend -> {
      SparseMatrix a = graph(backend, n);
      Matrix x = backend.matrixOf(n, 20, values(n * 20, 1));
      Matrix w = backend.matrixOf(20, 9, values(180, 2));
      Matrix spread = backend.newMatrix(n, 20);
      Matrix y = backend.newMatrix(n, 9);
      backend
          .record(() -> {
            backend.sparse().propagate(a, x, Epilogue.NONE, spread);
            if (source) {
              x.fill(7);
            }
            if (result) {
              backend.dense().add(0.5, x, 1, spread);
            }
            backend.dense().linear(spread, w, Epilogue.NONE, y);
          })
          .run();
      return together(backend, y, spread, x);
    });
  }

  /** Row i has i mod 6 entries, the last one an entry in every column. */
  private static SparseMatrix graph(Backend backend, int n) {
    int[] offsets = new int[n + 1];
    int[] columns = new int[7 * n];
    for (int i = 0; i < n; i++) {
      int count = i == n - 1 ? n : Math.min(n, i % 6);
      int first = i % (n - count + 1);
      offsets[i + 1] = offsets[i] + count;
      for (int e = 0; e < count; e++) {
        columns[offsets[i] + e] = first + e;
      }
    }
    int nnz = offsets[n];
    SparseMatrix graph = backend.newSparseMatrix(n, n, nnz);
    graph.write(offsets, Arrays.copyOf(columns, nnz), values(nnz, 5));
    return graph;
  }

  /** All elements of several matrices, one after the other. */
  private static Matrix together(Backend backend, Matrix... parts) {
    int size = Arrays.stream(parts).mapToInt(Matrix::size).sum();
    Matrix all = backend.newMatrix(1, size);
    double[] values = new double[size];
    int at = 0;
    for (Matrix part : parts) {
      System.arraycopy(part.toArray(), 0, values, at, part.size());
      at += part.size();
    }
    all.write(values);
    return all;
  }
}
