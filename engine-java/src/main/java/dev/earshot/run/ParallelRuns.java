package dev.earshot.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Does runs that know nothing of each other side by side. */
public final class ParallelRuns {
  private ParallelRuns() {}

  /** What one run does. */
  public interface Run<R> {
    /**
     * @param number of the run, from 0
     */
    R call(int number) throws IOException, InterruptedException;
  }

  /** A run's number and what it gave. */
  private record Outcome<R>(int number, R result) {}

  /**
   * Does {@code count} runs, {@code threads} at a time. The first that fails ends them all.
   *
   * @return what the runs gave, in order
   * @throws InterruptedException if the thread is interrupted; the runs have been, too, and have
   *     ended
   */
  public static <R> List<R> of(int count, int threads, Run<R> run)
      throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, count));
    try {
      CompletionService<Outcome<R>> pending = new ExecutorCompletionService<>(pool);
      for (int i = 0; i < count; i++) {
        int number = i;
        pending.submit(() -> new Outcome<>(number, run.call(number)));
      }
      List<R> results = new ArrayList<>(Collections.nCopies(count, null));
      for (int i = 0; i < count; i++) {
        Outcome<R> outcome = next(pending);
        results.set(outcome.number(), outcome.result());
      }
      return List.copyOf(results);
    } finally {
      pool.shutdownNow();
      pool.close();
    }
  }

  /**
   * How many threads each run has to itself. One that goes alone may share out what is large in it:
   * a whole graph, many predictions.
   */
  public static int threadsEach(int count, int threads) {
    return threads / Math.min(threads, count);
  }

  private static <R> R next(CompletionService<R> pending) throws IOException, InterruptedException {
    try {
      return pending.take().get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case InterruptedException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }
}
