package dev.earshot.bench.gpu;

import dev.earshot.bench.peers.Setting;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Independent runs, each on its own backend. Each core drives a part of them with one thread. */
final class SideBySide implements AutoCloseable {
  private final List<Run> runs = new ArrayList<>();
  private final List<ExecutorService> drivers = new ArrayList<>();

  private record Run(Backend backend, LoadedStep step, Matrix probe) {}

  SideBySide(BackendProvider provider, int count) {
    for (int i = 0; i < count; i++) {
      Backend backend = provider.open();
      LoadedStep step = new LoadedStep(backend, Setting.named("ser"), Setting.tasks("denoise"));
      runs.add(new Run(backend, step, backend.newMatrix(1, 1)));
    }
    int threads = Math.min(count, Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < threads; i++) {
      drivers.add(Executors.newSingleThreadExecutor());
    }
  }

  /**
   * Seconds for a step: elapsed time divided by the number of steps that all runs took in it. It is
   * taken by the wall clock, since the runs are on different streams.
   */
  double secondsPerStep(GpuClock clock) {
    return clock.wallSeconds(
            () -> onAll(run -> run.step().next()), () -> onAll(run -> run.probe().toArray()))
        / runs.size();
  }

  private interface Work {
    void on(Run run);
  }

  /** Does the work on all runs. A run always uses the same thread. */
  private void onAll(Work work) {
    List<Future<?>> pending = new ArrayList<>();
    for (int d = 0; d < drivers.size(); d++) {
      int first = d;
      pending.add(
          drivers
              .get(d)
              .submit(() -> {
                for (int i = first; i < runs.size(); i += drivers.size()) {
                  work.on(runs.get(i));
                }
              }));
    }
    for (Future<?> done : pending) {
      try {
        done.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    runs.forEach(run -> run.backend().close());
    drivers.forEach(ExecutorService::close);
  }
}
