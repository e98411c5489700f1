package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.reference.ReferenceBackend;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimdLossKernelsTest {
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void losses(Pair pair) {
    for (int classes : new int[] {1, 4, 33, 257}) {
      pair.allAgree((b, backend) -> {
        Matrix loss = b.poison(1, 2);
        Matrix gradient = b.poison(53, classes);
        Matrix logits = b.matrix(53, classes);
        backend
            .losses()
            .classification(logits, b.indices(53, -1, classes), 0.7, 0.3, loss, gradient);
        backend.losses().softmax(logits, logits);
        return List.of(loss, gradient, logits);
      });
      pair.allAgree((b, backend) -> {
        Matrix loss = b.poison(1, 1);
        Matrix gradient = b.poison(53, classes);
        backend
            .losses()
            .squaredError(
                b.matrix(53, classes),
                b.matrix(53, classes),
                b.indices(53, 0, 2),
                0.7,
                loss,
                gradient);
        return List.of(loss, gradient);
      });
    }
    pair.allAgree((b, backend) -> {
      Matrix loss = b.poison(1, 1);
      Matrix gradient = b.poison(71, 1);
      backend.losses().logistic(b.matrix(71, 1), b.indices(71, 0, 2), 0.7, loss, gradient);
      return List.of(loss, gradient);
    });
  }

  /** The gradient of a confident and right prediction is exact to its last digits. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void confidentRows(Pair pair) {
    pair.allAgree((b, backend) -> {
      Matrix loss = b.poison(1, 2);
      Matrix gradient = b.poison(2, 3);
      Matrix logits = backend.matrixOf(2, 3, 30, 12, 9, -3, 15, 0);
      backend.losses().classification(logits, backend.indicesOf(0, 1), 1, 1, loss, gradient);
      return List.of(loss, gradient);
    });
    Backend backend = pair.simd();
    Matrix far = backend.matrixOf(1, 2, 1000, -1000);
    backend.losses().softmax(far, far);
    assertArrayEquals(new double[] {1, 0}, far.toArray());
  }

  /** The logarithm of a row's sum does not vanish beside large scores. */
  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void hugeScores(Pair pair) {
    for (Backend backend : List.of(ReferenceBackend.open(), pair.simd())) {
      Matrix logits = backend.matrixOf(2, 2, 6e16, 6e16, -6e16, -6e16);
      Matrix p = backend.newMatrix(2, 2);
      backend.losses().softmax(logits, p);
      assertArrayEquals(new double[] {0.5, 0.5, 0.5, 0.5}, p.toArray(), 1e-7);
      Matrix loss = backend.newMatrix(1, 2);
      Matrix gradient = backend.newMatrix(2, 2);
      backend.losses().classification(logits, backend.indicesOf(0, -1), 1, 1, loss, gradient);
      assertArrayEquals(new double[] {Math.log(2), Math.log(2)}, loss.toArray(), 1e-6);
      Matrix weight = backend.matrixOf(1, 1, 1);
      Matrix soft = backend.newMatrix(1, 1);
      backend.losses().softClassification(logits, p, weight, soft, gradient);
      assertArrayEquals(new double[] {Math.log(2)}, soft.toArray(), 1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.earshot.compute.simd.Pair#all")
  void theMeanOverNoRowIsZero(Pair pair) {
    Backend backend = pair.simd();
    Matrix x = backend.matrixOf(2, 2, 1, 2, 3, 4);
    Matrix loss = backend.newMatrix(1, 1);
    Matrix gradient = backend.newMatrix(2, 2);
    gradient.fill(9);
    backend.losses().squaredError(x, gradient, backend.indicesOf(0, 0), 1, loss, gradient);
    assertArrayEquals(new double[1], loss.toArray());
    assertArrayEquals(new double[4], gradient.toArray());
    Matrix both = backend.newMatrix(1, 2);
    backend.losses().classification(x, backend.indicesOf(0, 1), 1, 1, both, gradient);
    assertEquals(0, both.toArray()[1]);
    backend.losses().classification(x, backend.indicesOf(-1, -1), 1, 1, both, gradient);
    assertEquals(0, both.toArray()[0]);
  }

  static Stream<VectorOps> arithmetic() {
    return Stream.of(new PlainOps("for the test"), VectorApiOps.open());
  }

  @ParameterizedTest
  @MethodSource("arithmetic")
  void exponentials(VectorOps ops) {
    int n = 200_001;
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = -87.3f + i * (175.3f / n);
    }
    float[] y = new float[n];
    ops.exp(x, 0, y, 0, n);
    double worst = 0;
    for (int i = 0; i < n; i++) {
      double exact = Math.exp(x[i]);
      worst = Math.max(worst, Math.abs(y[i] - exact) / Math.ulp((float) exact));
    }
    assertTrue(worst < 2, worst + " units in the last place");
    float[] edges = new float[32];
    edges[0] = Float.NEGATIVE_INFINITY;
    edges[1] = -88;
    edges[2] = Float.NaN;
    ops.exp(edges, 0, edges, 0, edges.length);
    assertEquals(0, edges[0]);
    assertEquals(0, edges[1]);
    assertTrue(Float.isNaN(edges[2]));
    assertEquals(1, edges[3]);
  }
}
