package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.compute.Activation;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
  @CsvSource({"1, 1, 1", "53, 256, 165", "33, 64, 32", "96, 67, 35", "97, 67, 35", "40, 9, 9"})
  void productsThatAreSpread(int n, int k, int m) {
    agree(backend -> {
      SparseMatrix a = n == 40 ? denseGraph(backend, n) : graph(backend, n);
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

  /** Rows set to 0, taken in another order, some of them twice, or added; then propagated. */
  @ParameterizedTest
  @CsvSource({"1, 1", "37, 20", "53, 165", "300, 3"})
  void movedRowsThatArePropagated(int n, int m) {
    agree(backend -> {
      SparseMatrix a = graph(backend, n);
      Matrix x = backend.matrixOf(n, m, values(n * m, 1));
      Matrix few = backend.matrixOf(Math.min(n, 5), m, values(Math.min(n, 5) * m, 2));
      Matrix bias = backend.matrixOf(1, m, values(m, 3));
      Matrix[] moved = matrices(backend, 4, n, m);
      Matrix[] y = matrices(backend, 4, n, m);
      Indices mask = indices(backend, integers(n, 0, 2, 4));
      Indices taken = indices(backend, integers(n, 0, n, 5));
      Indices added = indices(backend, integers(few.rows(), 0, n, 6));
      backend
          .record(() -> {
            backend.corruption().maskRows(x, mask, 0, moved[0]);
            backend.corruption().gatherRows(x, taken, moved[1]);
            backend.corruption().scatterAddRows(few, added, 0, moved[2]);
            backend.corruption().scatterAddRows(x, taken, 0, moved[3]);
            for (int i = 0; i < 4; i++) {
              backend.sparse().propagate(a, moved[i], Epilogue.of(bias, Activation.RELU), y[i]);
            }
          })
          .run();
      return together(backend, y[0], y[1], y[2], y[3], moved[0], moved[1], moved[2], moved[3]);
    });
  }

  /** The gradients of such passes, which come together in one matrix. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, CLEARED, ADDED",
    "53, 165, 0, CLEARED, ADDED",
    "53, 165, 1, ADDED, CLEARED",
    "37, 6, 0, ADDED, NONE",
    "37, 6, 0.5, CLEARED, NONE",
    "40, 130, 0, NONE, NONE",
    "300, 3, 1, ADDED, ADDED"
  })
  void propagatedRowsThatAreMoved(int n, int m, double beta, String first, String second) {
    agree(backend -> {
      SparseMatrix a = graph(backend, n);
      Matrix[] gradients = matrices(backend, 3, n, m);
      Matrix[] propagated = matrices(backend, 2, n, m);
      for (int i = 0; i < 3; i++) {
        gradients[i].write(values(n * m, i));
      }
      Indices mask = indices(backend, integers(n, 0, 2, 4));
      Indices rows = indices(backend, integers(n, 0, n, 5));
      Matrix y = backend.matrixOf(n, m, values(n * m, 6));
      backend
          .record(() -> {
            double before = beta;
            int i = 0;
            for (String how : List.of(first, second)) {
              Matrix x = propagated[i];
              backend.sparse().propagateTransposed(a, gradients[i], 0, x);
              switch (how) {
                case "CLEARED" -> backend.corruption().maskRows(x, mask, before, y);
                case "ADDED" -> backend.corruption().scatterAddRows(x, rows, before, y);
                default -> backend.dense().add(1, x, before, y);
              }
              before = 1;
              i++;
            }
            backend.sparse().propagateTransposed(a, gradients[2], 1, y);
          })
          .run();
      return together(backend, y, propagated[0], propagated[1]);
    });
  }

  /** Some rows of what was propagated, some of them twice, in a product. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "53, 256, 165, 5", "37, 20, 9, 40"})
  void productsOfChosenRows(int n, int k, int m, int count) {
    agree(backend -> {
      SparseMatrix a = graph(backend, n);
      Matrix x = backend.matrixOf(n, k, values(n * k, 1));
      Matrix w = backend.matrixOf(k, m, values(k * m, 2));
      Matrix spread = backend.newMatrix(n, k);
      Matrix chosen = backend.newMatrix(count, k);
      Matrix y = backend.newMatrix(count, m);
      Indices rows = indices(backend, integers(count, 0, n, 3));
      backend
          .record(() -> {
            backend.sparse().propagate(a, x, Epilogue.NONE, spread);
            backend.corruption().gatherRows(spread, rows, chosen);
            backend.dense().linear(chosen, w, Epilogue.NONE, y);
          })
          .run();
      return together(backend, y, chosen, spread);
    });
  }

  /** The gradient of a product of chosen rows: few rows of a product are added, then propagated. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "53, 165, 256, 5", "37, 20, 9, 32", "37, 20, 9, 33", "96, 3, 40, 5"})
  void productsThatAreAddedAndPropagated(int n, int k, int m, int count) {
    agree(backend -> {
      SparseMatrix a = graph(backend, n);
      Matrix g = backend.matrixOf(count, k, values(count * k, 1));
      Matrix w = backend.matrixOf(m, k, values(m * k, 2));
      Matrix product = backend.newMatrix(count, m);
      Matrix added = backend.newMatrix(n, m);
      Matrix relu = backend.matrixOf(n, m, values(n * m, 3));
      Matrix y = backend.newMatrix(n, m);
      Matrix sums = backend.newMatrix(1, m);
      Indices rows = indices(backend, integers(count, 0, n, 4));
      backend
          .record(() -> {
            backend.dense().multiplyTransposedB(g, w, 0, product);
            backend.corruption().scatterAddRows(product, rows, 0, added);
            backend.sparse().propagateTransposed(a, added, 0, y);
            backend.dense().epilogueBackward(Activation.RELU, relu, y, 0, sums);
          })
          .run();
      return together(backend, y, added, product, sums);
    });
  }

  private static Matrix[] matrices(Backend backend, int count, int rows, int columns) {
    return Stream.generate(() -> backend.newMatrix(rows, columns))
        .limit(count)
        .toArray(Matrix[]::new);
  }

  private static Indices indices(Backend backend, int[] values) {
    Indices made = backend.newIndices(values.length);
    made.write(values);
    return made;
  }

  /** Adam after gradients that one, two and three passes made, and after one that was read. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "165, 256, 2", "40, 33, 3", "257, 9, 2", "9, 40, 5"})
  void adamWithTheGradients(int k, int m, int passes) {
    agree(backend -> {
      int size = 2 * k * m + m;
      Matrix parameters = backend.matrixOf(1, size, values(size, 1));
      Matrix gradients = backend.matrixOf(1, size, values(size, 2));
      Matrix mean = backend.matrixOf(1, size, values(size, 3));
      Matrix variance =
          backend.matrixOf(1, size, Arrays.stream(values(size, 4)).map(Math::abs).toArray());
      Indices step = indices(backend, new int[] {3});
      Matrix weight = gradients.slice(0, k, m);
      Matrix bias = gradients.slice(k * m, 1, m);
      Matrix used = gradients.slice(k * m + m, k, m);
      Matrix copy = backend.newMatrix(k, m);
      int rows = 53;
      Matrix x = backend.matrixOf(rows, k, values(rows * k, 5));
      Matrix g = backend.matrixOf(rows, m, values(rows * m, 6));
      backend
          .record(() -> {
            for (int i = 0; i < passes; i++) {
              backend.dense().multiplyTransposedA(x, g, i == 0 ? 0 : 1, weight);
              backend.dense().columnSums(g, i == 0 ? 0 : 1, bias);
              backend.dense().multiplyTransposedA(x, g, i == 0 ? 0 : 1, used);
            }
            backend.dense().add(1, used, 0, copy);
            backend
                .optimizer()
                .adam(AdamSettings.of(1e-2, 0.1), parameters, gradients, mean, variance, step);
          })
          .run();
      return together(backend, parameters, gradients, mean, variance, copy);
    });
  }

  /**
   * Adam after the gradient of a weight whose second operand was propagated and moved, once read in
   * between, and of its bias; up to three terms, with another product before or without.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, CLEARED, false, false, true",
    "53, 165, 256, CLEARED ADDED NONE, true, false, true",
    "53, 165, 256, ADDED NONE, false, false, true",
    "96, 7, 35, ADDED ADDED ADDED, true, false, true",
    "40, 33, 30, ADDED CLEARED, true, false, true",
    "97, 7, 35, CLEARED NONE, false, false, false",
    "40, 33, 30, ADDED CLEARED, true, true, false",
    "53, 33, 3, CLEARED NONE ADDED NONE, false, false, false"
  })
  void adamWithThePropagationOfAnOperand(
      int n, int k, int m, String moves, boolean two, boolean used, boolean together) {
    Optional<HostDriver> driver = HostDriver.find();
    driver.ifPresent(standIn -> standIn.multiprocessors(HostDriver.OF_H200));
    try {
      agree(backend -> adamAfterMovedRows(backend, n, k, m, List.of(moves.split(" ")), two, used));
      driver.ifPresent(standIn ->
          assertEquals(
              together,
              standIn.lastGraph().named().stream()
                  .anyMatch(node -> node.name().startsWith("product_tn_moved_32 "))));
    } finally {
      driver.ifPresent(standIn -> standIn.multiprocessors(HostDriver.FEW));
    }
  }

  private static Matrix adamAfterMovedRows(
      Backend backend, int n, int k, int m, List<String> moves, boolean two, boolean used) {
    // With n = 40 more entries than a block keeps.
    SparseMatrix a = n == 40 ? denseGraph(backend, n) : graph(backend, n);
    int size = k * m + m;
    Matrix parameters = backend.matrixOf(1, size, values(size, 1));
    Matrix gradients = backend.matrixOf(1, size, values(size, 2));
    Matrix mean = backend.matrixOf(1, size, values(size, 3));
    Matrix variance =
        backend.matrixOf(1, size, Arrays.stream(values(size, 4)).map(Math::abs).toArray());
    Indices step = indices(backend, new int[] {3});
    Matrix weight = gradients.slice(0, k, m);
    Matrix bias = gradients.slice(k * m, 1, m);
    Matrix x = backend.matrixOf(n, k, values(n * k, 5));
    Matrix other = backend.matrixOf(n, m, values(n * m, 6));
    Matrix y = backend.matrixOf(n, m, values(n * m, 7));
    Matrix copy = backend.newMatrix(n, m);
    Matrix[] from = matrices(backend, moves.size(), n, m);
    Matrix[] propagated = matrices(backend, moves.size(), n, m);
    for (int i = 0; i < from.length; i++) {
      from[i].write(values(n * m, 8 + i));
    }
    Indices mask = indices(backend, integers(n, 0, 2, 4));
    Indices rows = indices(backend, integers(n, 0, n, 5));
    backend
        .record(() -> {
          for (int i = 0; i < from.length; i++) {
            double beta = i == 0 ? 0 : 1;
            if (moves.get(i).equals("NONE") && i > 0) {
              backend.sparse().propagateTransposed(a, from[i], 1, y);
              continue;
            }
            backend.sparse().propagateTransposed(a, from[i], 0, propagated[i]);
            switch (moves.get(i)) {
              case "CLEARED" -> backend.corruption().maskRows(propagated[i], mask, beta, y);
              case "ADDED" -> backend.corruption().scatterAddRows(propagated[i], rows, beta, y);
              default -> backend.dense().add(1, propagated[i], beta, y);
            }
          }
          if (two) {
            backend.dense().multiplyTransposedA(x, other, 0, weight);
          }
          backend.dense().multiplyTransposedA(x, y, two ? 1 : 0, weight);
          if (used) {
            backend.dense().add(1, y, 0, copy);
          }
          for (int i = 0; i < from.length; i++) {
            backend.dense().columnSums(from[i], i == 0 ? 0 : 1, bias);
          }
          backend
              .optimizer()
              .adam(AdamSettings.of(1e-2, 0.1), parameters, gradients, mean, variance, step);
        })
        .run();
    return together(backend, parameters, gradients, mean, variance, y, copy);
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

  /** Every row has an entry in every column. */
  private static SparseMatrix denseGraph(Backend backend, int n) {
    SparseMatrix graph = backend.newSparseMatrix(n, n, n * n);
    graph.write(
        IntStream.rangeClosed(0, n).map(row -> row * n).toArray(),
        IntStream.range(0, n * n).map(entry -> entry % n).toArray(),
        values(n * n, 5));
    return graph;
  }
}
