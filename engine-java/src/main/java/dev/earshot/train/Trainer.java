package dev.earshot.train;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Backends;
import dev.earshot.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Trains models. */
public final class Trainer {
  private Trainer() {}

  /**
   * Trains with the usual options. If some rows have no label, all labels are used and those rows
   * are predicted; if all have one, the data is a benchmark: a tenth of the labels is kept, and the
   * test rows are predicted and scored, five times over.
   *
   * @throws IllegalArgumentException if the data cannot be trained on; the message says why
   * @throws IOException never, without checkpoints
   * @throws InterruptedException if the thread is interrupted
   */
  public static TrainingResult train(Dataset data, Recipe recipe)
      throws IOException, InterruptedException {
    return train(data, recipe, TrainingOptions.defaults(), epoch -> {});
  }

  /**
   * Trains.
   *
   * @param listener told of every epoch, from the threads that train
   * @throws IllegalArgumentException if the data cannot be trained on or the backend cannot run;
   *     the message says why
   * @throws IOException if a checkpoint cannot be read or written
   * @throws InterruptedException if the thread is interrupted; the runs' states have been saved
   */
  public static TrainingResult train(
      Dataset data, Recipe recipe, TrainingOptions options, Consumer<EpochLog> listener)
      throws IOException, InterruptedException {
    BackendProvider provider = Backends.choose(options.backend()).provider();
    int count = runs(data, options);
    List<Partition> partitions = new ArrayList<>();
    for (int run = 0; run < count; run++) {
      partitions.add(partition(data, options, options.seed() + run));
    }
    int sideBySide = Math.min(options.threads(), count);
    // A run that goes alone may share out what is large in it: a whole graph, many predictions.
    int threadsEach = options.threads() / sideBySide;
    ExecutorService pool = Executors.newFixedThreadPool(sideBySide);
    try {
      CompletionService<RunResult> pending = new ExecutorCompletionService<>(pool);
      for (int run = 0; run < count; run++) {
        int number = run;
        pending.submit(() -> {
          try (Backend backend = provider.open(threadsEach)) {
            Partition partition = partitions.get(number);
            long seed = options.seed() + number;
            Optional<Path> checkpoint =
                options.checkpoints().map(folder -> checkpoint(folder, number));
            return new TrainingRun(number, seed, backend, data, partition, recipe)
                .train(checkpoint, listener);
          }
        });
      }
      RunResult[] results = new RunResult[count];
      for (int i = 0; i < count; i++) {
        RunResult result = outcome(pending);
        results[result.run()] = result;
      }
      return new TrainingResult(data, recipe, options, provider.name(), List.of(results));
    } finally {
      pool.shutdownNow();
      pool.close();
    }
  }

  /** How many runs there will be. */
  public static int runs(Dataset data, TrainingOptions options) {
    if (options.runs() > 0) {
      return options.runs();
    }
    return Partition.isRealUse(data) ? 1 : TrainingOptions.BENCHMARK_RUNS;
  }

  private static Partition partition(Dataset data, TrainingOptions options, long seed) {
    return Partition.isRealUse(data)
        ? Partition.realUse(data, seed)
        : Partition.benchmark(data, options.labelRate(), options.groupSplit(), seed);
  }

  private static Path checkpoint(Path folder, int run) {
    return folder.resolve("run-%d.safetensors".formatted(run));
  }

  private static RunResult outcome(CompletionService<RunResult> pending)
      throws IOException, InterruptedException {
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
