package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.cuda.driver.CudaException;
import dev.earshot.cuda.driver.Grid;
import dev.earshot.cuda.driver.LaunchArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a backend takes from the device, for how long, and what happens when there is no more. */
class CudaResourcesTest {
  /** Context and kernels are loaded once, for all backends of all providers, and stay. */
  @Test
  void theProcessKeepsTheContext() {
    HostDriver driver = HostDriver.get();
    for (int i = 0; i < 3; i++) {
      HostDriver.provider().open().close();
      assertTrue(driver.ledger().startsWith("contexts 1, modules 1, "), driver::ledger);
    }
  }

  /** What a step allocates while it is recorded belongs to the graph. */
  @Test
  void graphsKeepTheMemoryReservedForThem() throws InterruptedException {
    try (Backend backend = HostDriver.openAny()) {
      Matrix y = backend.newMatrix(1, 1000);
      Runnable replay =
          backend.record(() -> {
            Matrix between = backend.newMatrix(1, 1000);
            between.fill(3);
            backend.dense().add(1, between, 0, y);
          });
      System.gc();
      Thread.sleep(50); // the cleaner's thread has to hear of it
      // These take the place of the buffer, if it has been dropped.
      List<Matrix> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        others.add(backend.newMatrix(1, 1000));
      }
      replay.run();
      assertEquals(3, y.toArray()[999]);
      others.forEach(other -> assertArrayEquals(new double[1000], other.toArray()));
    }
  }

  /** A recording whose streams cannot be made ends, and the backend continues. */
  @Test
  void recordingThatFailsLeavesTheStreamUsable() {
    HostDriver driver = HostDriver.get();
    try (Backend backend = HostDriver.openAny()) {
      Matrix x = backend.newMatrix(1, 1);
      x.toArray();
      int before = driver.live();
      driver.leaveStreams(3);
      try {
        assertThrows(CudaException.class, () -> backend.record(() -> x.fill(1)));
      } finally {
        driver.leaveStreams(-1);
      }
      assertEquals(before, driver.live(), driver::ledger);
      x.fill(2);
      assertEquals(2, x.toArray()[0]);
      backend.record(() -> x.fill(1)).run();
      assertEquals(1, x.toArray()[0]);
    }
  }

  @Test
  void backendWithoutAStreamLeavesNothing() {
    HostDriver driver = HostDriver.get();
    driver.leaveStreams(0);
    try {
      assertThrows(CudaException.class, HostDriver::openAny);
      assertEquals(0, driver.live(), driver::ledger);
    } finally {
      driver.leaveStreams(-1);
    }
    HostDriver.openAny().close();
  }

  /** A device takes 65,535 blocks in the second dimension. */
  @Test
  void operationBeyondTheDevicesGridIsALine() {
    IllegalArgumentException beyond =
        assertThrows(IllegalArgumentException.class, () -> new Grid(1, Grid.MOST_Y + 1, 32, 1));
    assertTrue(beyond.getMessage().contains("fewer rows or columns"), beyond::getMessage);
  }

  /** Kernels that were built apart from this code are told by what they take. */
  @Test
  void argumentsThatAKernelDoesNotTakeAreRefused() {
    HostDriver.get();
    try (CudaBackend backend = HostDriver.openUnchecked()) {
      LaunchArguments number = backend.context().arguments();
      number.add(1);
      CudaException other =
          assertThrows(
              CudaException.class,
              () ->
                  backend
                      .context()
                      .launch("keep_row", new Grid(1, 1, 128, 1), number, _ -> Optional.empty()));
      assertTrue(
          other.getMessage().contains("keep_row takes arguments of [4, 4, 8, 8, 8] bytes"),
          other::getMessage);
    }
  }

  /** Backends of a provider share the context and the kernels. */
  @Test
  void backendsShareTheDevice() {
    HostDriver driver = HostDriver.get();
    BackendProvider provider = HostDriver.provider();
    Backend first = provider.open();
    int one = driver.live();
    Backend second = provider.open();
    first.close();
    assertEquals(one, driver.live(), driver::ledger);
    assertArrayEquals(new double[] {3, 4}, second.matrixOf(1, 2, 3, 4).toArray());
    second.close();
    assertEquals(0, driver.live(), driver::ledger);
  }

  @Test
  void librariesAreGivenBack() {
    HostDriver driver = HostDriver.get();
    assertEquals(0, driver.live(), () -> "left by an earlier test: " + driver.ledger());
    try (Backend backend = HostDriver.openAny()) {
      assertTrue(LibraryProducts.agree(backend));
      assertTrue(driver.libraryObjects() > 2, driver::ledger);
    }
    assertEquals(0, driver.live(), driver::ledger);
  }

  @Test
  void plansOfDroppedMatricesAreGivenBack() throws InterruptedException {
    HostDriver driver = HostDriver.get();
    try (Backend backend = HostDriver.openWith("earshot.cuda.sparseFrom", "1")) {
      Matrix x = backend.matrixOf(2, 1, 3, 4);
      Matrix y = backend.newMatrix(2, 1);
      for (int i = 0; i < 160; i++) {
        SparseMatrix swap = backend.newSparseMatrix(2, 2, 2);
        swap.write(new int[] {0, 1, 2}, new int[] {1, 0}, new double[] {1, 1});
        backend.sparse().propagate(swap, x, Epilogue.NONE, y);
        if (i == 0) {
          assertEquals(2, driver.libraryObjects(), driver::ledger);
        }
        if (i % 8 == 7) {
          System.gc();
          Thread.sleep(20); // the cleaner's thread has to hear of it
        }
      }
      assertArrayEquals(new double[] {4, 3}, y.toArray());
      assertTrue(driver.libraryObjects() < 100, driver::ledger);
    }
    assertEquals(0, driver.live(), driver::ledger);
  }

  /** Memory that nobody can reach any more is found before there is said to be none. */
  @Test
  void memoryThatRunsOutIsLookedForFirst() {
    HostDriver driver = HostDriver.get();
    int columns = 10_000_000;
    try (Backend backend = HostDriver.openAny()) {
      backend.newMatrix(1, 1).fill(1);
      driver.leaveMemory(100_000_000);
      // Buffers of 40 MB and more, each of another size: none can be handed out again as it is.
      for (int i = 0; i < 8; i++) {
        Matrix buffer = backend.newMatrix(1, columns + 1000 * i);
        buffer.fill(i);
        assertEquals(i, buffer.slice(columns - 1, 1, 1).toArray()[0]);
      }
      List<Matrix> held = new ArrayList<>();
      CudaException none =
          assertThrows(
              CudaException.class,
              () -> {
                for (int i = 0; i < 4; i++) {
                  held.add(backend.newMatrix(1, columns));
                }
              });
      assertTrue(none.getMessage().contains("no device memory left: 40 MB"), none::getMessage);
      assertTrue(none.getMessage().contains("fewer runs"), none::getMessage);
      assertEquals(2, held.size());
      // It continues with what it has.
      held.getFirst().fill(7);
      assertEquals(7, held.getFirst().slice(0, 1, 1).toArray()[0]);
    } finally {
      driver.leaveMemory(-1);
    }
    assertEquals(0, driver.live(), driver::ledger);
  }

  @Test
  void backendThatDoesNotFitLeavesNothing() {
    HostDriver driver = HostDriver.get();
    assertEquals(0, driver.live(), () -> "left by an earlier test: " + driver.ledger());
    driver.leaveMemory(1_000_000);
    try {
      assertThrows(CudaException.class, HostDriver::openAny);
      assertEquals(0, driver.live(), driver::ledger);
    } finally {
      driver.leaveMemory(-1);
    }
    try (Backend backend = HostDriver.openAny()) {
      assertArrayEquals(new double[] {3}, backend.matrixOf(1, 1, 3).toArray());
    }
  }

  /** A search by products takes its room once: guarded, each buffer is an allocation of its own. */
  @Test
  void searchesUseTheSameRoom() {
    HostDriver driver = HostDriver.get();
    System.setProperty("earshot.cuda.guard", "true");
    try (Backend backend = HostDriver.openWith("earshot.cuda.searchFrom", "0")) {
      Matrix queries = backend.matrixOf(3, 1, 1, 6, 9);
      Matrix base = backend.matrixOf(2, 1, 0, 10);
      Indices nearest = backend.newIndices(3);
      backend.neighbors().kNearest(queries, base, 1, nearest);
      int before = driver.live();
      for (int i = 0; i < 8; i++) {
        backend.neighbors().kNearest(queries, base, 1, nearest);
      }
      assertEquals(before, driver.live(), driver::ledger);
      assertArrayEquals(new int[] {0, 1, 1}, nearest.toArray());
    } finally {
      System.clearProperty("earshot.cuda.guard");
    }
  }

  /** A larger call replaces an operation's scratch buffer; a graph continues using the old one. */
  @Test
  void graphsRetainTheScratchTheyWereCapturedWith() throws InterruptedException {
    try (Backend backend = HostDriver.openAny()) {
      int n = 100;
      RandomSource random = new RandomSource(1, 2, backend.newIndices(1));
      Indices source = backend.newIndices(n);
      Indices own = backend.newIndices(n);
      Runnable replay =
          backend.record(() -> backend.corruption().drawPermutation(n, random, source, own));
      replay.run();
      int[] expected = source.toArray();
      backend
          .corruption()
          .drawPermutation(20 * n, random, backend.newIndices(20 * n), backend.newIndices(20 * n));
      System.gc();
      Thread.sleep(50); // the cleaner's thread has to hear of it
      // These take the place of the old buffer, if it has been dropped: two integers a row.
      List<Indices> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        others.add(backend.newIndices(2 * n));
      }
      replay.run();
      assertArrayEquals(expected, source.toArray());
      others.forEach(other -> assertArrayEquals(new int[2 * n], other.toArray()));
    }
  }

  /** The stand-in has 4 GiB, for 16 runs; however many threads the host has. */
  @Test
  void runsAtATimeFitIntoTheMemory() {
    HostDriver.get();
    assertEquals(16, HostDriver.provider().runsAtATime(1));
    assertEquals(16, HostDriver.provider().runsAtATime(100));
  }

  @Test
  void droppedGraphsAreGivenBack() throws InterruptedException {
    HostDriver driver = HostDriver.get();
    try (Backend backend = HostDriver.openAny()) {
      Matrix x = backend.newMatrix(1, 1);
      int before = driver.live();
      for (int i = 0; i < 160; i++) {
        int number = i;
        backend.record(() -> x.fill(number)).run();
        if (i % 8 == 7) {
          System.gc();
          Thread.sleep(20); // the cleaner's thread has to hear of it
        }
      }
      assertEquals(159, x.toArray()[0]);
      assertTrue(driver.live() - before < 100, driver::ledger);
    }
  }

  @Test
  void droppedBuffersAreUsedAgain() throws InterruptedException {
    HostDriver driver = HostDriver.get();
    try (Backend backend = HostDriver.openAny()) {
      int before = driver.live();
      // 160 buffers of 4 MB: without reuse they would take twenty chunks.
      for (int i = 0; i < 160; i++) {
        Matrix buffer = backend.newMatrix(1000, 1000);
        assertEquals(0, buffer.slice(999_999, 1, 1).toArray()[0]);
        buffer.fill(i + 1);
        if (i % 8 == 7) {
          System.gc();
          Thread.sleep(20); // the cleaner's thread has to hear of it
        }
      }
      assertTrue(driver.live() - before < 10, driver::ledger);
    }
  }
}
