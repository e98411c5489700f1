package dev.earshot.compute.simd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The threads of one backend: the caller's and helpers that sleep between large pieces of work.
 * Work is cut into tasks whose results do not depend on the thread or the time at which they run.
 */
final class Workers implements AutoCloseable {
  /**
   * Work with fewer multiply-adds is not divided. At 100 multiply-adds in a nanosecond this is a
   * third of a millisecond, about ten times what it takes to wake a thread.
   */
  private static final long SPLIT_FROM = 1L << 25;

  private final List<Worker> workers = new ArrayList<>();
  private final ExecutorService helpers;
  private final AtomicInteger next = new AtomicInteger();
  private final Semaphore finished = new Semaphore(0);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** A part of a larger piece of work. */
  interface Task {
    void run(int number, Worker worker);
  }

  /** Rows from .. to - 1 of a larger piece of work. */
  interface RowBlock {
    void run(int from, int to, Worker worker);
  }

  /**
   * @param ops creates the arithmetic of each worker
   * @param threads the number of threads that compute at a time, including the caller's
   */
  Workers(Supplier<VectorOps> ops, int threads) {
    for (int number = 0; number < threads; number++) {
      workers.add(new Worker(number, ops.get()));
    }
    helpers =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1),
            Thread.ofPlatform().daemon().name("earshot-simd-", 1).factory());
  }

  /** The number of threads that compute at a time. */
  int count() {
    return workers.size();
  }

  /** The worker of the caller's thread. */
  Worker caller() {
    return workers.getFirst();
  }

  /** Whether work with this many multiply-adds would pay for waking helpers, if there are any. */
  static boolean isLarge(long multiplyAdds) {
    return multiplyAdds >= SPLIT_FROM;
  }

  /** Whether work with this many multiply-adds is worth waking the helpers. */
  boolean worthSplitting(long multiplyAdds) {
    return workers.size() > 1 && isLarge(multiplyAdds);
  }

  /** Runs tasks 0 .. tasks - 1. They start in this order, each on the next free worker. */
  void run(int tasks, Task task) {
    int helping = Math.min(tasks, workers.size()) - 1;
    next.set(0);
    for (int number = 1; number <= helping; number++) {
      Worker worker = workers.get(number);
      helpers.execute(() -> {
        try {
          takeTasks(tasks, task, worker);
        } catch (Throwable e) {
          failure.compareAndSet(null, e);
        } finally {
          finished.release();
        }
      });
    }
    try {
      takeTasks(tasks, task, caller());
    } finally {
      finished.acquireUninterruptibly(Math.max(0, helping));
    }
    switch (failure.getAndSet(null)) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** Runs rows 0 .. rows - 1 in blocks of {@code blockRows} rows. */
  void runBlocks(int rows, int blockRows, RowBlock block) {
    run(
        Math.ceilDiv(rows, blockRows),
        (task, worker) -> {
          int from = task * blockRows;
          block.run(from, Math.min(rows, from + blockRows), worker);
        });
  }

  private void takeTasks(int tasks, Task task, Worker worker) {
    for (int number = next.getAndIncrement(); number < tasks; number = next.getAndIncrement()) {
      task.run(number, worker);
    }
  }

  @Override
  public void close() {
    helpers.shutdownNow();
    helpers.close();
  }
}
