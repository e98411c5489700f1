package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.check.OperationCase;
import dev.earshot.check.OperationCases;
import dev.earshot.check.Size;
import dev.earshot.check.Workbench;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.backends.Backends;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.cuda.driver.Installation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the backend behaves, apart from what its kernels compute. */
class CudaBackendTest {
  @Test
  void standInIsNeverTakenForAGpu() {
    HostDriver.get();
    assertEquals("cuda-host", HostDriver.provider().name());
    assertTrue(HostDriver.provider().description().contains("no GPU"));
    assertFalse(Backends.choose(Backends.AUTO).provider().name().startsWith("cuda"));
    assertThrows(IllegalArgumentException.class, () -> Backends.choose("cuda"));
    try (Backend backend = HostDriver.openAny()) {
      assertEquals("cuda-host", backend.name());
      assertTrue(backend.description().contains("no GPU"));
    }
  }

  @Test
  void saysWhatIsMissing() {
    Installation nowhere = new Installation(Optional.of(Path.of("no-such-folder")));
    assertTrue(nowhere.whyNot().orElseThrow().contains("no-such-folder"));
  }

  @Test
  void saysWhereTheKernelsComeFrom() {
    String origin = new Installation(Optional.empty()).kernelsOrigin();
    assertTrue(origin.startsWith("fat binary of ") || origin.startsWith("none: "), origin);
    String host = new Installation(Optional.of(Path.of("there"))).kernelsOrigin();
    assertTrue(host.contains("compiled for the CPU, in there"), host);
  }

  /** Every operation gives the same bits whatever order a block's threads run in. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("smallCases")
  void orderOfThreadsDoesNotMatter(OperationCase operation) {
    HostDriver driver = HostDriver.get();
    Size size = operation.sizes().get(operation.sizes().size() / 2);
    List<List<double[]>> results = new ArrayList<>();
    for (long seed : new long[] {0, 1, 20260601}) {
      driver.shuffle(seed);
      try (Backend backend = HostDriver.openAny()) {
        results.add(run(operation.on(backend, size)));
      } finally {
        driver.shuffle(0);
      }
    }
    for (List<double[]> shuffled : results.subList(1, results.size())) {
      assertEqualBits(results.getFirst(), shuffled);
    }
  }

  static Stream<OperationCase> smallCases() {
    return OperationCases.all().stream();
  }

  private static List<double[]> run(Workbench workbench) {
    workbench.run();
    Stream<double[]> matrices = workbench.matrices().values().stream().map(Matrix::toArray);
    Stream<double[]> indices =
        workbench.indices().values().stream()
            .map(values -> Arrays.stream(values.toArray()).asDoubleStream().toArray());
    return Stream.concat(matrices, indices).toList();
  }

  private static void assertEqualBits(List<double[]> expected, List<double[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i));
    }
  }

  /**
   * Whole steps, recorded once: what is replayed follows the data and the step number. A graph runs
   * in other orders than it was recorded in, so a dependency that it lacks would show.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void replayEqualsDirectCallsToTheBit(long seed) {
    Optional<HostDriver> driver = HostDriver.find();
    driver.ifPresent(standIn -> standIn.shuffle(seed));
    try (Backend direct = HostDriver.openAny();
        Backend recorded = HostDriver.openAny()) {
      Step one = new Step(direct);
      Step other = new Step(recorded);
      Runnable replay = recorded.record(other::run);
      assertArrayEquals(one.parameters.toArray(), other.parameters.toArray());
      for (int number = 0; number < 5; number++) {
        one.prepare(number);
        other.prepare(number);
        one.run();
        replay.run();
        assertArrayEquals(one.parameters.toArray(), other.parameters.toArray());
        assertArrayEquals(one.y.toArray(), other.y.toArray());
      }
      assertFalse(Arrays.stream(one.parameters.toArray()).anyMatch(Double::isNaN));
    } finally {
      driver.ifPresent(standIn -> standIn.shuffle(0));
    }
  }

  /** Independent operations do run out of order: the test above would mean nothing otherwise. */
  @Test
  void graphIsRunInAnotherOrder() {
    HostDriver.get();
    try (Backend backend = HostDriver.openAny()) {
      Matrix first = backend.newMatrix(1, 1);
      Matrix second = backend.newMatrix(1, 1);
      Indices tooFar = backend.indicesOf(5);
      Indices labels = backend.indicesOf(9);
      Matrix logits = backend.newMatrix(1, 1);
      Matrix loss = backend.newMatrix(1, 2);
      // Both report a fault; the one that runs last is told of.
      Runnable work =
          () -> {
            backend.corruption().gatherRows(logits, tooFar, first);
            backend.losses().classification(logits, labels, 1, 1, loss, second);
          };
      String direct = messageOf(work, first);
      String replayed = messageOf(backend.record(work), first);
      assertTrue(direct.contains("label"), direct);
      assertTrue(replayed.contains("gatherRows"), replayed);
    }
  }

  private static String messageOf(Runnable work, Matrix anything) {
    work.run();
    return assertThrows(IllegalArgumentException.class, anything::toArray).getMessage();
  }

  /** A step that uses the random numbers, a sparse matrix whose entries change, and Adam. */
  private static final class Step {
    private static final int N = 30;
    private static final int D = 10;
    private final Backend backend;
    private final Matrix x;
    private final Matrix noisy;
    private final Matrix shuffled;
    private final Matrix y;
    private final SparseMatrix adjacency;
    private final Indices step;
    private final Indices source;
    private final Indices own;
    private final Indices drawn;
    private final Indices mask;
    private final Matrix parameters;
    private final Matrix mean;
    private final Matrix variance;
    private final Matrix gradient;
    private final Matrix loss;

    Step(Backend backend) {
      this.backend = backend;
      double[] values = new double[N * D];
      Arrays.setAll(values, i -> Math.sin(i));
      x = backend.matrixOf(N, D, values);
      noisy = backend.newMatrix(N, D);
      shuffled = backend.newMatrix(N, D);
      y = backend.newMatrix(N, D);
      gradient = backend.newMatrix(N, D);
      adjacency = backend.newSparseMatrix(N, N, 3 * N);
      step = backend.newIndices(1);
      source = backend.newIndices(N);
      own = backend.newIndices(N);
      drawn = backend.newIndices(N / 3);
      mask = backend.newIndices(N);
      parameters = backend.matrixOf(1, N * D, values);
      mean = backend.newMatrix(1, N * D);
      variance = backend.newMatrix(1, N * D);
      loss = backend.newMatrix(1, 1);
    }

    /** Row i has (i + number) mod 4 entries: another pattern each time. */
    void prepare(int number) {
      step.write(number);
      int[] offsets = new int[N + 1];
      int[] columns = new int[3 * N];
      double[] entries = new double[3 * N];
      int nnz = 0;
      for (int i = 0; i < N; i++) {
        for (int e = 0; e < (i + number) % 4; e++) {
          columns[nnz] = (7 * i + 3 * e + number) % N;
          entries[nnz++] = 0.5 - e;
        }
        offsets[i + 1] = nnz;
      }
      adjacency.write(offsets, columns, entries);
    }

    void run() {
      var corruption = backend.corruption();
      corruption.noise(x, 0.1, new RandomSource(1, 5, step), noisy);
      corruption.drawPermutation(N / 2, new RandomSource(1, 7, step), source, own);
      corruption.drawRows(new RandomSource(1, 6, step), drawn, mask);
      corruption.gatherRows(noisy, source, shuffled);
      backend.sparse().propagate(adjacency, shuffled, Epilogue.NONE, y);
      backend.dense().add(1, parameters.slice(0, N, D), 1, y);
      backend.losses().squaredError(y, x, mask, 1, loss, gradient);
      backend.sparse().propagateTransposed(adjacency, gradient, 0, y);
      backend
          .optimizer()
          .adam(AdamSettings.of(1e-2, 0.1), parameters, y.slice(0, 1, N * D), mean, variance, step);
    }
  }

  @Test
  void valuesCannotCrossWhileRecording() {
    try (Backend backend = HostDriver.openAny()) {
      Matrix x = backend.matrixOf(1, 2, 3, 4);
      assertThrows(IllegalArgumentException.class, () -> backend.record(x::toArray));
      assertThrows(
          IllegalArgumentException.class, () -> backend.record(() -> x.write(new float[2])));
      assertArrayEquals(new double[] {3, 4}, x.toArray());
    }
  }

  @Test
  void dataOutOfRangeIsReportedAtTheNextRead() {
    try (Backend backend = HostDriver.openAny()) {
      Matrix x = backend.newMatrix(3, 2);
      Matrix y = backend.newMatrix(2, 2);
      backend.corruption().gatherRows(x, backend.indicesOf(0, 3), y);
      String gather = assertThrows(IllegalArgumentException.class, y::toArray).getMessage();
      assertTrue(gather.contains("gatherRows"), gather);
      backend
          .losses()
          .classification(
              y, backend.indicesOf(2, -1), 1, 1, backend.newMatrix(1, 2), backend.newMatrix(2, 2));
      String label = assertThrows(IllegalArgumentException.class, y::toArray).getMessage();
      assertTrue(label.contains("label"), label);
      assertArrayEquals(new double[4], y.toArray());
    }
  }

  /** What writes pass through is used again and again, and never before its copy is done. */
  @Test
  void manyWritesInARow() {
    try (Backend backend = HostDriver.openAny()) {
      int size = 1 << 18;
      Matrix[] kept = new Matrix[12];
      for (int i = 0; i < kept.length; i++) {
        float[] values = new float[size];
        Arrays.fill(values, i);
        kept[i] = backend.newMatrix(1, size);
        kept[i].write(values);
      }
      for (int i = 0; i < kept.length; i++) {
        float[] values = new float[size];
        kept[i].read(values);
        assertEquals(i, values[0]);
        assertEquals(i, values[size - 1]);
      }
    }
  }

  @Test
  void closedBackendRefuses() {
    Backend backend = HostDriver.openAny();
    Matrix x = backend.newMatrix(1, 1);
    backend.close();
    backend.close();
    assertThrows(IllegalArgumentException.class, x::toArray);
  }

  @Test
  void everythingIsGivenBack() {
    HostDriver driver = HostDriver.get();
    assertEquals(0, driver.live(), () -> "left by an earlier test: " + driver.ledger());
    Backend backend = HostDriver.openAny();
    Step step = new Step(backend);
    backend.record(step::run).run();
    assertTrue(driver.live() > 0);
    backend.close();
    assertEquals(0, driver.live(), driver::ledger);
  }

  /**
   * The first product that is big enough is in a recording: cuBLAS is opened for it all the same.
   */
  @Test
  void librariesAreThereInTheFirstRecording() {
    try (CudaBackend backend = HostDriver.openUnchecked()) {
      int n = 300;
      Matrix x = backend.newMatrix(n, n);
      Matrix w = backend.newMatrix(n, n);
      x.fill(1);
      w.fill(2);
      SparseMatrix a = LibraryProducts.sparse(backend);
      Matrix operand = LibraryProducts.operand(backend);
      Matrix y = backend.newMatrix(n, n);
      Matrix propagated = backend.newMatrix(operand.rows(), operand.columns());
      int[] calls = {0};
      Runnable replay =
          backend.record(() -> {
            calls[0]++;
            backend.dense().linear(x, w, Epilogue.NONE, y);
            backend.sparse().propagate(a, operand, Epilogue.NONE, propagated);
          });
      assertEquals(0, y.toArray()[0]);
      replay.run();
      assertEquals(2 * n, y.toArray()[n * n - 1]);
      Backend reference = ReferenceBackend.open();
      Matrix expected = reference.newMatrix(operand.rows(), operand.columns());
      reference
          .sparse()
          .propagate(
              LibraryProducts.sparse(reference),
              LibraryProducts.operand(reference),
              Epilogue.NONE,
              expected);
      assertArrayEquals(expected.toArray(), propagated.toArray(), 1e-4);
      HostDriver.find()
          .ifPresent(driver -> {
            // A handle of each, and the matrix's plan.
            assertEquals(3, driver.libraryObjects(), driver::ledger);
            assertEquals(
                List.of("cuBLAS 120000 through JCuda", "cuSPARSE 12000 through JCuda"),
                backend.libraries());
          });
      // Each library, and the plan, is found missing once at the most.
      assertTrue(calls[0] <= 4, () -> calls[0] + " captures");
    }
  }
}
