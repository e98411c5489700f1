package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimdNeighborKernelsTest {
  /** Whole numbers: every distance is exact in float, and most of them occur many times. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#both")
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

  /** Far from the origin, where |x|^2 + |y|^2 - 2 x y has no digit left. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#both")
  void closePointsFarAway(Pair pair) {
    Backend backend = pair.simd();
    Matrix x = backend.matrixOf(4, 2, 1e4, 1e4, 1e4, 10_000.25, 1e4, 10_000.125, 1e4, 10_001);
    Indices nearest = backend.newIndices(4);
    Indices farthest = backend.newIndices(4);
    backend.neighbors().neighbors(x, backend.indicesOf(-1, -1, -1, -1), 1, nearest, farthest);
    assertArrayEquals(new int[] {2, 2, 0, 1}, nearest.toArray());
    assertArrayEquals(new int[] {3, 3, 3, 0}, farthest.toArray());
  }
}
