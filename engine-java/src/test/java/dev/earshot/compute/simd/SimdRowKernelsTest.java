package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sparse products and the kernels that move or corrupt rows. */
class SimdRowKernelsTest {
  private static final int[] WIDTHS = {1, 4, 7, 16, 33, 71, 165, 257};
  private static final double[] BETAS = {0, 1, -0.5};

  private static Matrix output(Pair.Buffers b, double beta, int rows, int columns) {
    return beta == 0 ? b.poison(rows, columns) : b.matrix(rows, columns);
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void propagate(Pair pair) {
    for (int width : WIDTHS) {
      for (Activation activation : Activation.values()) {
        pair.agree((b, backend) -> {
          Matrix y = b.poison(53, width);
          Epilogue epilogue = Epilogue.of(b.matrix(1, width), activation);
          backend.sparse().propagate(b.sparse(53, 31), b.matrix(31, width), epilogue, y);
          return y;
        });
      }
      for (double beta : BETAS) {
        pair.agree((b, backend) -> {
          Matrix c = output(b, beta, 31, width);
          backend.sparse().propagateTransposed(b.sparse(53, 31), b.matrix(53, width), beta, c);
          return c;
        });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void changesReach(Pair pair) {
    Backend backend = pair.simd();
    SparseMatrix a = backend.newSparseMatrix(4, 3, 5);
    a.write(new int[] {0, 2, 2, 4, 5}, new int[] {0, 1, 1, 2, 0}, new double[] {1, -1, 2, 3, 0});
    Indices mask = backend.indicesOf(0, 0, 1);
    Indices reached = backend.newIndices(4);
    Indices others = backend.newIndices(4);
    backend.graphs().reach(a, mask, 1, reached, others);
    assertArrayEquals(new int[] {0, 0, 1, 0}, reached.toArray());
    assertArrayEquals(new int[] {1, 1, 0, 1}, others.toArray());
    backend.graphs().reach(a, mask, 0, reached, others);
    assertArrayEquals(new int[] {1, 0, 1, 1}, reached.toArray());
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void rowsMove(Pair pair) {
    for (int width : WIDTHS) {
      pair.agree((b, backend) -> {
        Matrix y = b.poison(53, width);
        backend.corruption().gatherRows(b.matrix(31, width), b.indices(53, 0, 31), y);
        return y;
      });
      for (double beta : BETAS) {
        pair.agree((b, backend) -> {
          Matrix y = output(b, beta, 31, width);
          backend.corruption().scatterAddRows(b.matrix(53, width), b.indices(53, 0, 31), beta, y);
          return y;
        });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void rowsAreCorrupted(Pair pair) {
    for (int width : WIDTHS) {
      pair.agree((b, backend) -> {
        Matrix x = b.matrix(53, width);
        backend.corruption().noise(x, 0.3, b.source(2), x);
        return x;
      });
      for (double beta : BETAS) {
        pair.agree((b, backend) -> {
          Matrix y = output(b, beta, 53, width);
          backend.corruption().maskRows(b.matrix(53, width), b.indices(53, 0, 2), beta, y);
          return y;
        });
        pair.agree((b, backend) -> {
          Matrix y = output(b, beta, 53, width);
          backend.corruption().dropout(b.matrix(53, width), 0.4, b.source(3), beta, y);
          return y;
        });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void drawsAreTheReferences(Pair pair) {
    for (int rows : new int[] {1, 7, 53, 200, 20}) {
      pair.same((b, backend) -> {
        Indices drawn = backend.newIndices(rows / 3);
        Indices mask = backend.newIndices(rows);
        Indices source = backend.newIndices(rows);
        Indices own = backend.newIndices(rows);
        backend.corruption().drawRows(b.source(4), drawn, mask);
        backend.corruption().drawPermutation(rows / 2, b.source(5), source, own);
        return List.of(drawn, mask, source, own);
      });
    }
  }

  /** Masked values are 0, even if the input is NaN. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void maskedRowsAreNotRead(Pair pair) {
    Backend backend = pair.simd();
    Matrix x = backend.matrixOf(2, 1, Double.NaN, 5);
    backend.corruption().maskRows(x, backend.indicesOf(1, 0), 0, x);
    assertArrayEquals(new double[] {0, 5}, x.toArray());
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void rowsOutsideAreRefused(Pair pair) {
    Backend backend = pair.simd();
    Matrix x = backend.newMatrix(2, 3);
    Matrix y = backend.newMatrix(1, 3);
    var corruption = backend.corruption();
    refused(() -> corruption.gatherRows(x, backend.indicesOf(2), y));
    refused(() -> corruption.scatterAddRows(y, backend.indicesOf(-1), 1, x));
  }

  private static void refused(Runnable call) {
    assertThrows(IllegalArgumentException.class, call::run);
  }
}
