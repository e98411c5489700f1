package dev.earshot.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.backends.Backends;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what the facade refuses, and when it does not check. */
class CheckedBackendTest {
  static Stream<Backend> backends() {
    return Stream.of("reference", "simd").map(name -> Backends.choose(name).provider().open());
  }

  private static String refused(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }

  private static void overlaps(String output, String input, Runnable call) {
    String message = refused(call);
    assertTrue(message.startsWith(output + " overlaps " + input), message);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void wrongShapes(Backend backend) {
    Matrix x = backend.newMatrix(3, 4);
    Matrix w = backend.newMatrix(4, 4);
    Matrix y = backend.newMatrix(3, 4);
    var dense = backend.dense();
    assertEquals(
        "w is 5 x 4, expected 4 x 4",
        refused(() -> dense.linear(x, backend.newMatrix(5, 4), Epilogue.NONE, y)));
    refused(() -> dense.linear(x, w, Epilogue.of(x, Activation.NONE), y));
    refused(() -> dense.applyEpilogue(Epilogue.of(x, Activation.NONE), y));
    refused(() -> dense.multiplyTransposedA(x, w, 0, y));
    refused(() -> dense.multiplyTransposedB(x, y, 0, w));
    refused(() -> dense.activationBackward(Activation.NONE, x, w));
    refused(() -> dense.epilogueBackward(Activation.RELU, x, y, 0, w));
    refused(() -> dense.columnSums(x, 0, y));
    refused(() -> dense.add(1, x, 0, w));
    SparseMatrix a = backend.newSparseMatrix(2, 2, 1);
    refused(() -> backend.sparse().propagate(a, x, Epilogue.NONE, y));
    refused(() -> backend.sparse().propagateTransposed(a, x, 0, y));
    Attention threeHeads =
        new Attention(
            backend.newSparseMatrix(3, 3, 5),
            x,
            backend.newMatrix(2, 4),
            0.2,
            backend.newMatrix(3, 6),
            backend.newMatrix(5, 3),
            Optional.empty());
    assertEquals(
        "4 columns for 3 heads",
        refused(() -> backend.sparse().attend(threeHeads, Epilogue.NONE, y)));
    Indices two = backend.newIndices(2);
    Indices three = backend.newIndices(3);
    RandomSource random = new RandomSource(1, 2, backend.indicesOf(3));
    refused(() -> new RandomSource(1, 2, two));
    var corruption = backend.corruption();
    refused(() -> corruption.gatherRows(x, two, y));
    refused(() -> corruption.drawRows(random, three, two));
    refused(() -> corruption.drawPermutation(3, random, two, backend.newIndices(2)));
    refused(() -> corruption.maskRows(x, two, 0, y));
    refused(() -> corruption.dropout(x, 1, random, 0, y));
    Matrix loss = backend.newMatrix(1, 1);
    refused(() -> backend.losses().classification(x, three, 1, 1, loss, y));
    refused(() -> backend.losses().squaredError(x, y, two, 1, loss, backend.newMatrix(3, 4)));
    refused(() -> backend.losses().softmax(x, w));
    refused(() -> backend.neighbors().neighbors(x, three, 1, two, backend.newIndices(3)));
    refused(() -> backend.neighbors().kNearest(x, backend.newMatrix(3, 3), 1, three));
    refused(() -> backend.graphs().advance(two));
    refused(() -> backend.graphs().reach(a, three, 1, two, backend.newIndices(2)));
    EdgeSettings rule = new EdgeSettings(1, true, true, 0, Normalization.SYMMETRIC, 1);
    refused(() -> backend.graphs().link(rule, two, two, three, random, a));
    assertEquals(
        "2 edges of 1 nodes",
        refused(
            () -> backend.graphs().join(rule, two, 2, backend.newMatrix(2, 1), square(backend))));
  }

  private static SparseMatrix square(Backend backend) {
    return backend.newSparseMatrix(4, 4, 16);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void wrongArraysAndWindows(Backend backend) {
    Matrix x = backend.newMatrix(3, 4);
    refused(() -> x.slice(5, 2, 4));
    refused(() -> x.slice(-1, 2, 4));
    refused(() -> x.slice(5, -1, 4));
    refused(() -> x.write(new double[11]));
    refused(() -> x.read(new float[13]));
    refused(() -> x.write(new float[13], 2));
    refused(() -> x.readLater(new float[13], -1));
    Indices indices = backend.indicesOf(1, 2, 3, 4);
    refused(() -> indices.slice(3, 2));
    refused(() -> indices.slice(-1, 2));
    refused(() -> indices.write(1, 2, 3));
    refused(() -> indices.read(new int[5]));
    assertArrayEquals(new int[] {2, 3}, indices.slice(1, 2).toArray());
    SparseMatrix a = backend.newSparseMatrix(2, 3, 2);
    double[] values = {1, 1, 1};
    refused(() -> a.write(new int[] {1, 1, 2}, new int[] {0, 1}, values));
    refused(() -> a.write(new int[] {0, 2, 1}, new int[] {0, 1}, values));
    refused(() -> a.write(new int[] {0, 1, 2}, new int[] {0, 3}, values));
    refused(() -> a.write(new int[] {0, 1, 3}, new int[] {0, 1, 2}, values));
  }

  /** Slices of one buffer are compared by their position, not by object identity. */
  @ParameterizedTest
  @MethodSource("backends")
  void overlappingSlices(Backend backend) {
    Matrix whole = backend.newMatrix(1, 60);
    Matrix x = whole.slice(0, 3, 4);
    Matrix shifted = whole.slice(11, 3, 4);
    Matrix apart = whole.slice(12, 3, 4);
    Matrix again = whole.slice(0, 3, 4);
    Matrix w = backend.newMatrix(4, 4);
    assertEquals(Overlap.PARTIAL, x.overlap(shifted));
    assertEquals(Overlap.NONE, x.overlap(apart));
    assertEquals(Overlap.SAME, x.overlap(again));
    assertEquals(Overlap.NONE, x.overlap(w));
    var dense = backend.dense();
    overlaps("y", "x", () -> dense.linear(x, w, Epilogue.NONE, shifted));
    overlaps("y", "x", () -> dense.linear(x, w, Epilogue.NONE, again));
    dense.linear(x, w, Epilogue.NONE, apart);
    overlaps("y", "w", () -> dense.linear(x, whole.slice(20, 4, 4), Epilogue.NONE, apart));
    Epilogue biased = Epilogue.of(whole.slice(13, 1, 4), Activation.NONE);
    overlaps("y", "bias", () -> dense.applyEpilogue(biased, apart));
    overlaps("c", "a", () -> dense.multiplyTransposedA(x, apart, 0, whole.slice(3, 4, 4)));
    overlaps("c", "b", () -> dense.multiplyTransposedB(w, x, 0, whole.slice(11, 4, 3)));
    overlaps("sums", "x", () -> dense.columnSums(x, 0, whole.slice(4, 1, 4)));
    overlaps("y", "x", () -> dense.add(1, x, 1, shifted));
    dense.add(1, x, 1, again);
    var sparse = backend.sparse();
    SparseMatrix a = backend.newSparseMatrix(3, 3, 3);
    overlaps("y", "x", () -> sparse.propagate(a, x, Epilogue.NONE, shifted));
    overlaps("c", "b", () -> sparse.propagateTransposed(a, x, 0, shifted));
    var attention =
        new Attention(
            a,
            x,
            whole.slice(24, 2, 4),
            0.2,
            whole.slice(40, 3, 2),
            whole.slice(45, 3, 1),
            Optional.empty());
    overlaps("scores", "weights", () -> sparse.attend(attention, Epilogue.NONE, apart));
    overlaps(
        "vectorsGradient",
        "gradient",
        () -> sparse.attendBackward(attention, w.rowRange(0, 3), 0, apart, 0, w.rowRange(2, 2)));
    Indices labels = backend.newIndices(3);
    var losses = backend.losses();
    overlaps(
        "gradient",
        "logits",
        () -> losses.classification(x, labels, 1, 1, whole.slice(30, 1, 2), shifted));
    overlaps(
        "loss",
        "gradient",
        () -> losses.classification(x, labels, 1, 1, whole.slice(20, 1, 2), apart));
    overlaps("probabilities", "logits", () -> losses.softmax(x, shifted));
    losses.softmax(x, again);
    var corruption = backend.corruption();
    RandomSource random = new RandomSource(1, 2, backend.indicesOf(3));
    overlaps("y", "x", () -> corruption.gatherRows(x, labels, shifted));
    overlaps("y", "x", () -> corruption.scatterAddRows(x, labels, 0, shifted));
    overlaps("y", "x", () -> corruption.noise(x, 1, random, shifted));
    overlaps("y", "x", () -> corruption.maskRows(x, labels, 1, again));
    overlaps("y", "x", () -> corruption.dropout(x, 0.5, random, 0, shifted));
    corruption.maskRows(x, labels, 0, again);
    Matrix flat = whole.slice(0, 1, 12);
    overlaps(
        "variance",
        "mean",
        () ->
            backend
                .optimizer()
                .adam(
                    AdamSettings.of(1, 0),
                    flat,
                    whole.slice(12, 1, 12),
                    whole.slice(24, 1, 12),
                    whole.slice(35, 1, 12),
                    random.step()));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void overlappingIndices(Backend backend) {
    Indices whole = backend.newIndices(20);
    Indices mask = whole.slice(0, 3);
    Indices reached = whole.slice(3, 3);
    SparseMatrix a = backend.newSparseMatrix(3, 3, 3);
    var graphs = backend.graphs();
    graphs.reach(a, mask, 1, reached, whole.slice(6, 3));
    overlaps("others", "reached", () -> graphs.reach(a, mask, 1, reached, whole.slice(5, 3)));
    overlaps("reached", "mask", () -> graphs.reach(a, mask, 1, mask, reached));
    Matrix x = backend.newMatrix(3, 2);
    var neighbors = backend.neighbors();
    overlaps(
        "farthest",
        "nearest",
        () -> neighbors.neighbors(x, mask, 2, whole.slice(4, 6), whole.slice(8, 3)));
    Indices step = whole.slice(10, 1);
    RandomSource random = new RandomSource(1, 2, step);
    overlaps(
        "mask",
        "the step number",
        () -> backend.corruption().drawRows(random, mask, whole.slice(8, 3)));
    overlaps(
        "labels",
        "nodes",
        () -> graphs.takeNodes(mask, 1, step, reached, whole.slice(15, 2), whole.slice(16, 2)));
    overlaps("classes", "labels", () -> graphs.keepClasses(x, mask, reached, whole.slice(0, 2)));
  }

  /** Recorded work is checked until a run has succeeded. Later runs are not checked. */
  @ParameterizedTest
  @MethodSource("backends")
  void recordedWorkIsCheckedOnce(Backend backend) {
    Matrix whole = backend.newMatrix(1, 8);
    Matrix x = whole.slice(0, 1, 4);
    Matrix shifted = whole.slice(2, 1, 4);
    Matrix[] y = {shifted};
    Runnable work = backend.record(() -> backend.dense().add(1, x, 0, y[0]));
    refused(work);
    refused(work);
    y[0] = whole.slice(4, 1, 4);
    work.run();
    y[0] = shifted;
    work.run();
    refused(() -> backend.dense().add(1, x, 0, shifted));
    Runnable fails =
        backend.record(() -> {
          work.run();
          throw new IllegalStateException("failed");
        });
    assertThrows(IllegalStateException.class, fails::run);
    refused(() -> backend.dense().add(1, x, 0, shifted));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void sharedWorkIsChecked(Backend backend) {
    refused(() ->
        backend.split(
            1,
            1,
            (from, to, alone) -> {
              Matrix x = alone.newMatrix(2, 2);
              alone.dense().linear(x, x, Epilogue.NONE, x);
            }));
  }

  static Stream<Arguments> families() {
    return Stream.of(
        Arguments.of(DenseKernels.class, CheckedDenseKernels.class),
        Arguments.of(SparseKernels.class, CheckedSparseKernels.class),
        Arguments.of(GraphKernels.class, CheckedGraphKernels.class),
        Arguments.of(LossKernels.class, CheckedLossKernels.class),
        Arguments.of(CorruptionKernels.class, CheckedCorruptionKernels.class),
        Arguments.of(OptimizerKernels.class, CheckedOptimizerKernels.class),
        Arguments.of(NeighborKernels.class, CheckedNeighborKernels.class),
        Arguments.of(FeatureKernels.class, CheckedFeatureKernels.class));
  }

  /** A kernel with a default body would reach the backend unchecked, if it were not overridden. */
  @ParameterizedTest
  @MethodSource("families")
  void everyKernelIsBehindTheFacade(Class<?> kernels, Class<?> checked) {
    for (Method kernel : kernels.getMethods()) {
      assertDoesNotThrow(
          () -> checked.getDeclaredMethod(kernel.getName(), kernel.getParameterTypes()));
    }
  }
}
