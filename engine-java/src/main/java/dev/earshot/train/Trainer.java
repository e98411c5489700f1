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
import java.util.function.Consumer;

/** Trains models. */
public final class Trainer {
  /** How many runs at most take turns on one thread: each holds its data and weights meanwhile. */
  private static final int MOST_RUNS_A_THREAD = 4;

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
    int threadsEach = ParallelRuns.threadsEach(count, options.threads());
    Turns turns = new Turns(options.threads());
    Consumer<EpochLog> listenerThenTurn =
        epoch -> {
          listener.accept(epoch);
          turns.pass();
        };
    List<RunResult> results =
        ParallelRuns.of(
            count,
            MOST_RUNS_A_THREAD * options.threads(),
            number -> {
              turns.begin();
              try (Backend backend = provider.open(threadsEach)) {
                long seed = options.seed() + number;
                Optional<Path> checkpoint =
                    options.checkpoints().map(folder -> checkpoint(folder, number));
                return new TrainingRun(number, seed, backend, data, partitions.get(number), recipe)
                    .train(checkpoint, listenerThenTurn);
              } finally {
                turns.end();
              }
            });
    return new TrainingResult(data, recipe, options, provider.name(), results);
  }

  /**
   * Trains one model on given parts of the data.
   *
   * @throws IOException never: nothing is written
   * @throws InterruptedException if the thread is interrupted
   */
  public static RunResult train(
      Dataset data, Partition partition, Recipe recipe, long seed, Backend backend)
      throws IOException, InterruptedException {
    return new TrainingRun(0, seed, backend, data, partition, recipe)
        .train(Optional.empty(), epoch -> {});
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
}
