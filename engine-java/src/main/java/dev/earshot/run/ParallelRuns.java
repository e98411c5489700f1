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

/** Does independent runs in parallel. */
public final class ParallelRuns {
  private static final long KEPT = 6;
  private static final long EACH = 5;

  private ParallelRuns() {}

  /** The work of one run. */
  public interface Run<R> {
    /**
     * Does one run.
     *
     * @param number the number of the run, from 0
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if the thread is interrupted
     */
    R call(int number) throws IOException, InterruptedException;
  }

  /** A run's number and result. */
  private record Outcome<R>(int number, R result) {}

  /**
   * Does {@code count} runs, {@code threads} at a time. If a run fails, all others are ended and
   * its exception is thrown.
   *
   * @param count number of runs, at least 1
   * @param threads number of runs at the same time, at least 1
   * @param run the work of a run
   * @return the results in the order of the runs
   * @throws IOException if a run throws it
   * @throws InterruptedException if the thread is interrupted; the runs have been interrupted, too,
   *     and have ended
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
   * The number of threads that each run may use. A run with several threads divides large work
   * among them, such as a whole graph or many predictions.
   *
   * @param count number of runs, at least 1
   * @param threads number of threads in all
   */
  public static int threadsEach(int count, int threads) {
    return threads / Math.min(threads, count);
  }

  /**
   * How many trainings the heap has room for at the same time. One that runs alone needs about
   * {@value #KEPT} copies of its vectors, and {@value #EACH} more for each fit that it does.
   *
   * @param wanted the number if there is room, at least 1
   * @param vectors the bytes of the vectors
   * @param heap the bytes of the heap
   * @return at least 1 and at most {@code wanted}
   */
  static int fitting(int wanted, long vectors, long heap) {
    return Math.clamp((heap - KEPT * vectors) / Math.max(1, EACH * vectors), 1, wanted);
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
