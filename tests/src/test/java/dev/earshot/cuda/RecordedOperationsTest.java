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
