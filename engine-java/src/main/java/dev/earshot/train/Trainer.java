package dev.earshot.train;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
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
      partitions.add(partition(data, recipe, options, options.seed() + run));
    }
    int threadsEach = ParallelRuns.threadsEach(count, options.threads());
    int atATime = provider.runsAtATime(options.threads());
    Turns turns = new Turns(atATime);
    // Runs times the fits of each: together no more than the device has room for.
    int fitsAtATime = ParallelRuns.threadsEach(count, atATime);
    boolean oneAThread = provider.runsAtATime(1) == 1;
    List<RunResult> results =
        ParallelRuns.of(
            count,
            oneAThread ? MOST_RUNS_A_THREAD * options.threads() : atATime,
            number -> {
              Turns.Turn turn = turns.begin();
              try {
                Consumer<EpochLog> thenPass = listener.andThen(_ -> turn.pass());
                long seed = options.seed() + number;
                Partition partition = partitions.get(number);
                if (recipe.isEnsemble()) {
                  return new EnsembleRun(number, seed, data, partition, recipe)
                      .train(
                          sideBySide(provider, threadsEach, fitsAtATime),
                          options
                              .checkpoints()
                              .map(folder -> fit -> checkpoint(folder, number, fit)),
                          thenPass,
                          turn::nanoTime);
                }
                try (Backend backend = provider.open(threadsEach)) {
                  return new TrainingRun(number, seed, backend, data, partition, recipe)
                      .train(
                          options.checkpoints().map(folder -> checkpoint(folder, number, 0)),
                          thenPass,
                          turn::nanoTime);
                }
              } finally {
                turn.end();
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
    return recipe.isEnsemble()
        ? new EnsembleRun(0, seed, data, partition, recipe)
            .train(oneByOne(backend), Optional.empty(), fit -> {}, System::nanoTime)
        : new TrainingRun(0, seed, backend, data, partition, recipe)
            .train(Optional.empty(), epoch -> {}, System::nanoTime);
  }

  private static EnsembleRun.Workplace oneByOne(Backend backend) {
    return new EnsembleRun.Workplace() {
      @Override
      public <R> List<R> all(int count, Work<R> work) throws IOException, InterruptedException {
        List<R> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          results.add(work.at(i, backend));
        }
        return results;
      }
    };
  }

  private static EnsembleRun.Workplace sideBySide(
      BackendProvider provider, int threads, int atATime) {
    return new EnsembleRun.Workplace() {
      @Override
      public <R> List<R> all(int count, Work<R> work) throws IOException, InterruptedException {
        if (count == 0) {
          return List.of();
        }
        return ParallelRuns.of(
            count,
            atATime,
            number -> {
              try (Backend backend = provider.open(ParallelRuns.threadsEach(count, threads))) {
                return work.at(number, backend);
              }
            });
      }
    };
  }

  /** How many runs there will be. */
  public static int runs(Dataset data, TrainingOptions options) {
    if (options.runs() > 0) {
      return options.runs();
    }
    return Partition.isRealUse(data) ? 1 : TrainingOptions.BENCHMARK_RUNS;
  }

  /** Which rows play which part in the run of this seed. */
  public static Partition partition(
      Dataset data, Recipe recipe, TrainingOptions options, long seed) {
    Partition partition =
        Partition.isRealUse(data)
            ? Partition.realUse(data, seed)
            : Partition.benchmark(data, options.labelRate(), options.groupSplit(), seed);
    return recipe.isEnsemble() ? partition.withoutValidation(data) : partition;
  }

  private static Path checkpoint(Path folder, int run, int fit) {
    return folder.resolve("run-%d-%d.safetensors".formatted(run, fit));
  }
}
