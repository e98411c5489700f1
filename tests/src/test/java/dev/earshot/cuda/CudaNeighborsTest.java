package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Searches that the operation cases are too small for: several passes, products of all pairs, parts
 * side by side, and those that a proof fails for.
 */
class CudaNeighborsTest extends AgainstReference {
  @Test
  void manyNeighborsTakeSeveralPasses() {
    agreeExactly(backend -> {
      Indices nearest = backend.newIndices(5 * 20);
      backend
          .neighbors()
          .kNearest(
              backend.matrixOf(5, 6, values(30, 1)),
              backend.matrixOf(40, 6, values(240, 2)),
              20,
              nearest);
      return nearest;
    });
    agreeExactly(backend -> {
      Indices nearest = backend.newIndices(7 * 10);
      backend
          .neighbors()
          .neighbors(
              backend.matrixOf(7, 3, values(21, 3)),
              backend.indicesOf(-1, -1, 0, 0, 1, 0, 0),
              10,
              nearest,
              backend.newIndices(7));
      return nearest;
    });
  }

  @Test
  void searchByProductIsExact() {
    // More than 2^20 distances. Coarse values make many ties, which the float product cannot order.
    double[] queries = values(1100 * 5, 4);
    double[] base = values(1001 * 5, 5);
    agreeExactly(backend -> nearest(backend, 1100, queries, base, 3));
    double[] coarse = Arrays.stream(queries).map(v -> Math.rint(2 * v)).toArray();
    double[] coarseBase = Arrays.stream(base).map(v -> Math.rint(2 * v)).toArray();
    agreeExactly(backend -> nearest(backend, 1100, coarse, coarseBase, 3));
  }

  /**
   * As many neighbours as lists of candidates hold, and the first number that is searched
   * otherwise.
   */
  @ParameterizedTest
  @ValueSource(ints = {8, 9, 16, 17})
  void searchByProductFindsMany(int k) {
    int n = 300;
    double[] fine = values(n * 5, 20);
    double[] base = values(3600 * 5, 21);
    double[] coarse = Arrays.stream(base).map(v -> Math.rint(4 * v)).toArray();
    for (double[] points : List.of(base, coarse)) {
      agreeExactly(backend -> nearest(backend, n, fine, points, k));
    }
  }

  /** Few queries in many rows: the rows are searched in parts side by side. */
  @ParameterizedTest
  @ValueSource(ints = {2, 9})
  void searchOfFewQueriesInManyRows(int k) {
    double[] queries = values(64 * 4, 22);
    double[] base = values(20_000 * 4, 23);
    agreeExactly(backend -> nearest(backend, 64, queries, base, k));
  }

  private static Indices nearest(Backend backend, int n, double[] queries, double[] base, int k) {
    int d = queries.length / n;
    Indices nearest = backend.newIndices(n * k);
    backend
        .neighbors()
        .kNearest(
            backend.matrixOf(n, d, queries),
            backend.matrixOf(base.length / d, d, base),
            k,
            nearest);
    return nearest;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 9})
  void selfJoinByProductIsExact(int q) {
    int n = 1030;
    int[] labels = integers(n, -1, 40, 6);
    double[] fine = values(n * 5, 7);
    double[] coarse = Arrays.stream(fine).map(v -> Math.rint(2 * v)).toArray();
    for (double[] x : List.of(fine, coarse)) {
      agreeExactly(backend -> {
        Indices found = backend.newIndices(q * n + n);
        backend
            .neighbors()
            .neighbors(
                backend.matrixOf(n, 5, x),
                backend.indicesOf(labels),
                q,
                found.slice(0, q * n),
                found.slice(q * n, n));
        return found;
      });
    }
  }

  @Test
  void equalPointsGoByIndex() {
    Indices nearest = cuda.newIndices(8);
    Indices farthest = cuda.newIndices(4);
    Matrix same = cuda.newMatrix(4, 3);
    cuda.neighbors().neighbors(same, cuda.indicesOf(-1, -1, -1, -1), 2, nearest, farthest);
    assertArrayEquals(new int[] {1, 2, 0, 2, 0, 1, 0, 1}, nearest.toArray());
    assertArrayEquals(new int[] {1, 0, 0, 0}, farthest.toArray());
  }
}
