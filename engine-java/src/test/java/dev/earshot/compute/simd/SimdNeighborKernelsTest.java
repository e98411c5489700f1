package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimdNeighborKernelsTest {
  /** Coordinates are whole numbers. Every distance is exact in float, and most occur many times. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void tiesGoToTheLowerIndex(Pair pair) {
    for (int[] shape : new int[][] {{1, 1}, {2, 3}, {53, 7}, {200, 5}, {257, 1100}}) {
      int n = shape[0];
      for (int q : new int[] {0, 1, 2, 5}) {
        pair.same((b, backend) -> {
          Indices nearest = backend.newIndices(n * q);
          Indices farthest = backend.newIndices(n);
          Matrix x = b.coarse(n, shape[1]);
          backend.neighbors().neighbors(x, b.indices(n, -1, 3), q, nearest, farthest);
          return List.of(nearest, farthest);
        });
        pair.same((b, backend) -> {
          Indices nearest = backend.newIndices(71 * q);
          Matrix queries = b.coarse(71, shape[1]);
          backend.neighbors().kNearest(queries, b.coarse(n, shape[1]), q, nearest);
          return List.of(nearest);
        });
      }
    }
  }

  /** Points far from the origin, where |x|^2 + |y|^2 - 2 x y has no correct digit. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void closePointsFarAway(Pair pair) {
    Backend backend = pair.simd();
    Matrix x = backend.matrixOf(4, 2, 1e4, 1e4, 1e4, 10_000.25, 1e4, 10_000.125, 1e4, 10_001);
    Indices nearest = backend.newIndices(4);
    Indices farthest = backend.newIndices(4);
    backend.neighbors().neighbors(x, backend.indicesOf(-1, -1, -1, -1), 1, nearest, farthest);
    assertArrayEquals(new int[] {2, 2, 0, 1}, nearest.toArray());
    assertArrayEquals(new int[] {3, 3, 3, 0}, farthest.toArray());
  }

  /**
   * Enough points for distances to be computed from products, in several column blocks and row
   * groups.
   */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void manyPoints(Pair pair) {
    int n = 1500;
    for (int lowestLabel : new int[] {-1, -30, 0}) {
      pair.same((b, backend) -> {
        Indices nearest = backend.newIndices(n * 2);
        Indices farthest = backend.newIndices(n);
        Indices labels = b.indices(n, lowestLabel, 4);
        labels.write(Arrays.stream(labels.toArray()).map(label -> Math.max(-1, label)).toArray());
        backend.neighbors().neighbors(b.matrix(n, 19), labels, 2, nearest, farthest);
        return List.of(nearest, farthest);
      });
    }
    pair.same((b, backend) -> {
      Indices nearest = backend.newIndices(100 * 5);
      backend.neighbors().kNearest(b.matrix(100, 37), b.matrix(n, 37), 5, nearest);
      return List.of(nearest);
    });
  }

  /**
   * Many equal points and distances. The lower index must win, whatever the order of the search.
   */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void manyPointsWithTies(Pair pair) {
    int n = 1300;
    for (int q : new int[] {0, 1, 3}) {
      pair.same((b, backend) -> {
        Indices nearest = backend.newIndices(n * q);
        Indices farthest = backend.newIndices(n);
        Indices labels = b.indices(n, -1, 5);
        backend.neighbors().neighbors(b.coarse(n, 6), labels, q, nearest, farthest);
        return List.of(nearest, farthest);
      });
      pair.same((b, backend) -> {
        Indices nearest = backend.newIndices(70 * q);
        backend.neighbors().kNearest(b.coarse(70, 6), b.coarse(n, 6), q, nearest);
        return List.of(nearest);
      });
    }
  }

  /** Distances of 0.001 between points at 10000. Products alone cannot tell these distances. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void manyClosePointsFarAway(Pair pair) {
    int n = 1100;
    for (double shift : new double[] {1e4, 1e7}) {
      pair.same((b, backend) -> {
        Matrix x = b.matrix(n, 24);
        double[] moved = Arrays.stream(x.toArray()).map(value -> (float) (value + shift)).toArray();
        x.write(moved);
        Indices nearest = backend.newIndices(n * 2);
        Indices farthest = backend.newIndices(n);
        backend.neighbors().neighbors(x, b.indices(n, -1, 0), 2, nearest, farthest);
        return List.of(nearest, farthest);
      });
    }
  }

  /** One point so far away that in float the products of the others vanish beside its own. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void manyPointsAndAnOutlier(Pair pair) {
    int n = 1100;
    pair.same((b, backend) -> {
      Matrix x = b.matrix(n, 24);
      x.rowRange(700, 1).fill(1e9);
      Indices nearest = backend.newIndices(n * 2);
      Indices farthest = backend.newIndices(n);
      backend.neighbors().neighbors(x, b.indices(n, -1, 2), 2, nearest, farthest);
      return List.of(nearest, farthest);
    });
  }
}
