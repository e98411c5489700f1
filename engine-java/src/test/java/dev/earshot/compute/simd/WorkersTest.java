package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static Workers workers(int threads) {
    return new Workers(() -> new PlainOps("for the test"), threads);
  }

  @Test
  void everyTaskIsDoneOnceAndByAllThreads() {
    try (Workers workers = workers(3)) {
      var runs = new AtomicIntegerArray(50);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      var allThere = new CountDownLatch(3);
      workers.run(
          50,
          (task, worker) -> {
            runs.incrementAndGet(task);
            if (threads.add(Thread.currentThread())) {
              allThere.countDown();
            }
            await(allThere);
          });
      assertTrue(threads.contains(Thread.currentThread()));
      for (int task = 0; task < 50; task++) {
        assertEquals(1, runs.get(task));
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFailureInAnyThreadReachesTheCaller() {
    try (Workers workers = workers(2)) {
      for (int failing = 0; failing < 2; failing++) {
        int number = failing;
        // Each of the two tasks waits for the other, so they must run on different threads.
        var both = new CountDownLatch(2);
        var thrown =
            assertThrows(
                IllegalStateException.class,
                () ->
                    workers.run(
                        2,
                        (task, worker) -> {
                          both.countDown();
                          await(both);
                          if (worker.number == number) {
                            throw new IllegalStateException("worker " + number);
                          }
                        }));
        assertEquals("worker " + number, thrown.getMessage());
      }
      workers.run(2, (task, worker) -> {});
    }
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (Workers workers = workers(2)) {
      var both = new CountDownLatch(2);
      workers.run(
          2,
          (task, worker) -> {
            threads.add(Thread.currentThread());
            both.countDown();
            await(both);
          });
    }
    threads.remove(Thread.currentThread());
    assertEquals(1, threads.size());
    Thread helper = threads.iterator().next();
    helper.join(10_000);
    assertFalse(helper.isAlive());
  }

  /** The products are large enough to be divided among threads. */
  @Test
  void productsHaveTheSameBitsOnAnyNumberOfThreads() {
    float[][] expected = products(1);
    float[][] found = products(3);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], found[i]);
    }
  }

  private static float[][] products(int threads) {
    try (Backend backend = new SimdBackend(SimdWidth::open, threads)) {
      int n = 701;
      int k = 260;
      int m = 259;
      Matrix x = random(backend, n, k);
      Matrix w = random(backend, k, m);
      Matrix y = backend.newMatrix(n, m);
      backend.dense().linear(x, w, Epilogue.NONE, y);
      Matrix dw = backend.newMatrix(k, m);
      backend.dense().multiplyTransposedA(x, y, 0, dw);
      Matrix dx = backend.newMatrix(n, k);
      backend.dense().multiplyTransposedB(y, w, 0, dx);
      SparseMatrix a = backend.newSparseMatrix(9_000, n, 27_000);
      int[] offsets = IntStream.rangeClosed(0, 9_000).map(i -> 3 * i).toArray();
      var random = new Random(4);
      a.write(offsets, random.ints(27_000, 0, n).toArray(), random.doubles(27_000).toArray());
      Matrix spread = backend.newMatrix(9_000, m);
      backend.sparse().propagate(a, y, Epilogue.NONE, spread);
      Matrix gathered = backend.newMatrix(n, m);
      backend.sparse().propagateTransposed(a, spread, 0, gathered);
      return new float[][] {values(y), values(dw), values(dx), values(spread), values(gathered)};
    }
  }

  private static Matrix random(Backend backend, int rows, int columns) {
    return backend.matrixOf(rows, columns, new Random(3).doubles(rows * columns).toArray());
  }

  private static float[] values(Matrix matrix) {
    float[] values = new float[matrix.size()];
    matrix.read(values);
    return values;
  }
}
