package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.RandomSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WarmUpTest {
  private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(2);

  /** Every sample runs on both loops, at its small and its large size. */
  static Stream<Sample> samples() {
    RandomSource random = new RandomSource(1, 2, new HeapIndices(1));
    return Stream.of(
        Samples.product(product(165, 37, false)),
        Samples.product(product(53, 4, true)),
        Samples.squaredDistances(product(165, 53, false)),
        Samples.sparse(sparse(165)),
        Samples.packTransposed(165, VectorApiTiles.WIDEST),
        Samples.candidates(scan(100)),
        Samples.select(selection(53, true), 48),
        Samples.select(selection(79, false), 28),
        Samples.add(1, 0, 1000),
        Samples.add(1, 2, 1000),
        Samples.columnSums(53, 33, 0),
        Samples.rectifierBackward(53, 256, 1),
        Samples.zeroWhereNotPositive(1000),
        Samples.squaredError(165),
        Samples.exp(212),
        Samples.elu(212),
        Samples.eluBackward(0, 212),
        Samples.eluBackward(1, 212),
        Samples.multiplyEach(212),
        Samples.transposeRows(8, 8),
        Samples.neighbors(neighbors(8, 8), VectorOps::addNeighbors),
        Samples.neighbors(neighbors(8, 8), VectorOps::multiplyNeighbors),
        Samples.neighbors(neighbors(8, 2), (ops, rows) -> ops.neighborScores(rows, 0.2f)),
        Samples.neighbors(neighbors(8, 2), VectorOps::normalizeNeighbors),
        Samples.neighbors(neighbors(8, 2), (ops, rows) -> ops.scoreSlopes(rows, 0.2)),
        Samples.drawBits(random, 165),
        Samples.addWhere(0, 165),
        Samples.normals(random, 165));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void samplesRun(Sample sample) {
    for (VectorOps ops : new VectorOps[] {new PlainOps("for the test"), VectorApiOps.open()}) {
      sample.small().accept(ops);
      sample.large().accept(ops);
    }
  }

  @Test
  void theFasterLoopIsTaken() throws InterruptedException {
    VectorKernel kernel = new VectorKernel();
    CountDownLatch large = new CountDownLatch(1);
    Consumer<VectorOps> slowPlain = ops -> pause(ops instanceof PlainOps);
    WarmUp.start(
        kernel,
        new Sample(
            slowPlain,
            ops -> {
              large.countDown();
              slowPlain.accept(ops);
            }));
    while (!kernel.isReady()) {
      Thread.sleep(5);
    }
    assertTrue(large.await(0, TimeUnit.SECONDS), "it is not tried at its real size");
    while (threads() > 0) {
      Thread.sleep(5);
    }
  }

  @Test
  void theSlowerLoopIsNot() throws InterruptedException {
    VectorKernel kernel = new VectorKernel();
    AtomicInteger runs = new AtomicInteger();
    Consumer<VectorOps> slowVector =
        ops -> {
          pause(!(ops instanceof PlainOps));
          if (runs.incrementAndGet() > 200) {
            // Ends the attempt.
            Thread.currentThread().interrupt();
          }
        };
    WarmUp.start(kernel, new Sample(slowVector, slowVector));
    while (runs.get() <= 200) {
      Thread.sleep(5);
    }
    assertFalse(kernel.isReady());
  }

  @Test
  void onlyOnceIsItDue() throws InterruptedException {
    VectorKernel kernel = new VectorKernel();
    assertFalse(kernel.isDue(System.nanoTime()));
    long longAgo = System.nanoTime() - TimeUnit.SECONDS.toNanos(10);
    assertTrue(kernel.isDue(longAgo));
    assertFalse(kernel.isDue(longAgo));
  }

  /** A change of loops in the middle of the work changes no bit. */
  @Test
  void theChangeCannotBeSeen() throws InterruptedException {
    AdaptiveOps adaptive = new AdaptiveOps();
    PlainOps plain = new PlainOps("for the test");
    float[] x = new float[50_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i);
    }
    float[] expected = new float[x.length];
    plain.exp(x, 0, expected, 0, x.length);
    float[] y = new float[x.length];
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    while (System.nanoTime() < end) {
      adaptive.exp(x, 0, y, 0, x.length);
      assertArrayEquals(expected, y);
    }
  }

  private static void pause(boolean slow) {
    if (slow) {
      LockSupport.parkNanos(SLOW);
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("earshot-warm-up"))
        .count();
  }

  private static DenseProduct product(int inner, int columns, boolean transposed) {
    DenseProduct product = new DenseProduct();
    product.inner = inner;
    product.aRowStride = transposed ? 1 : inner;
    product.b = new PackedMatrix();
    product.b.pack(new PlainOps("for the test"), new SimdMatrix(inner, columns), 0);
    return product;
  }

  private static HeadRows neighbors(int heads, int width) {
    return new HeadRows().of(heads, width, new CompressedRows(0, 0));
  }

  private static SparseProduct sparse(int width) {
    SparseProduct product = new SparseProduct();
    product.width = width;
    return product;
  }

  private static CandidateScan scan(int count) {
    CandidateScan scan = new CandidateScan();
    scan.count = count;
    return scan;
  }

  private static ColumnSelection selection(int columns, boolean anyFarthest) {
    ColumnSelection selection = new ColumnSelection();
    selection.count = columns;
    selection.k = 2;
    selection.anyFarthest = anyFarthest;
    return selection;
  }
}
