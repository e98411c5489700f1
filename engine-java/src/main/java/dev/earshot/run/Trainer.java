package dev.earshot.run;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Dataset;
import dev.earshot.ensemble.EnsembleTrainer;
import dev.earshot.ensemble.JobRunner;
import dev.earshot.method.EpochLog;
import dev.earshot.method.GraphTrainer;
import dev.earshot.method.Recipe;
import dev.earshot.model.SoundModel;
import dev.earshot.model.Vote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/** Trains models with any recipe, in several runs. */
public final class Trainer {
  /**
   * Largest number of runs that take turns on one thread. Each keeps its data and weights in
   * memory.
   */
  private static final int MOST_RUNS_A_THREAD = 4;

  private Trainer() {}

  /**
   * Trains with the default options. If some rows have no label, all labels are used and those rows
   * are predicted. If all rows have a label, the data is a benchmark. There are then five runs. In
   * each, a tenth of the training labels is used, and the test rows are predicted and scored.
   *
   * @param data the clips to train on
   * @param recipe what to train
   * @return the result of all runs
   * @throws IllegalArgumentException if the data cannot be trained on; the message says why
   * @throws IOException never, because there are no checkpoints
   * @throws InterruptedException if the thread is interrupted
   */
  public static TrainingResult train(Dataset data, Recipe recipe)
      throws IOException, InterruptedException {
    return train(data, recipe, TrainingOptions.defaults(), epoch -> {});
  }

  /**
   * Trains with the given options.
   *
   * @param data the clips to train on
   * @param recipe what to train
   * @param options how to train
   * @param listener gets an entry after every epoch, from several threads
   * @return the result of all runs
   * @throws IllegalArgumentException if the data cannot be trained on or the backend cannot run;
   *     the message says why
   * @throws IOException if a checkpoint cannot be read or written
   * @throws InterruptedException if the thread is interrupted; the runs have then saved their
   *     checkpoints if the options have a folder for them
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
    FairTurns turns = new FairTurns(atATime);
    // The number of runs times the fits of each must fit into the device's memory.
    int fitsAtATime = ParallelRuns.threadsEach(count, atATime);
    boolean oneAThread = provider.runsAtATime(1) == 1;
    List<RunResult> results =
        ParallelRuns.of(
            count,
            oneAThread ? MOST_RUNS_A_THREAD * options.threads() : atATime,
            number -> {
              FairTurns.Turn turn = turns.begin();
              try {
                Run run =
                    new Run(data, partitions.get(number), recipe, number, options.seed() + number);
                Consumer<EpochLog> thenPass = listener.andThen(_ -> turn.pass());
                if (recipe.isEnsemble()) {
                  return ensemble(
                      run,
                      sideBySide(provider, threadsEach, fitsAtATime),
                      options.checkpoints().map(folder -> fit -> checkpoint(folder, number, fit)),
                      thenPass,
                      turn::nanoTime);
                }
                try (Backend backend = provider.open(threadsEach)) {
                  return network(
                      run,
                      backend,
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
   * Trains one model with the labels of a partition. A single network holds out some of them to
   * choose its best weights. An ensemble uses cross-validation inside the labels.
   *
   * @param data the clips to train on
   * @param partition a partition without validation rows
   * @param recipe what to train
   * @param seed the seed of all randomness
   * @param backend computes the training and the predictions
   * @return the result, as run 0
   * @throws IllegalArgumentException if the partition has validation rows or the data cannot be
   *     trained on
   * @throws IOException never, because nothing is written
   * @throws InterruptedException if the thread is interrupted
   */
  public static RunResult train(
      Dataset data, Partition partition, Recipe recipe, long seed, Backend backend)
      throws IOException, InterruptedException {
    Run run = new Run(data, validated(partition, data, recipe, seed), recipe, 0, seed);
    return recipe.isEnsemble()
        ? ensemble(run, oneByOne(backend), Optional.empty(), fit -> {}, System::nanoTime)
        : network(run, backend, Optional.empty(), epoch -> {}, System::nanoTime);
  }

  /** One of several trainings on the same data. */
  private record Run(Dataset data, Partition partition, Recipe recipe, int number, long seed) {
    Dataset toPredict() {
      return data.select(partition.predicted());
    }
  }

  private static RunResult ensemble(
      Run run,
      JobRunner jobs,
      Optional<IntFunction<Path>> checkpoint,
      Consumer<EpochLog> listener,
      LongSupplier clock)
      throws IOException, InterruptedException {
    Dataset data = run.data();
    EnsembleTrainer.Trained trained =
        new EnsembleTrainer(
                run.number(),
                run.seed(),
                run.partition().trainingSet(data),
                run.partition().trainingGroups(data),
                run.recipe())
            .train(jobs, checkpoint, listener, clock);
    SoundModel model = new SoundModel(data.encoder(), data.classes(), trained.vote());
    List<EpochLog> log = trained.log();
    return new RunResult(
        run.number(),
        run.seed(),
        run.partition(),
        model,
        jobs.one((_, backend) -> model.predict(run.toPredict(), backend)),
        trained.parameters(),
        log.size(),
        log.isEmpty() ? 0 : log.getLast().steps() / log.size(),
        trained.seconds(),
        log,
        Optional.of(trained.summary()));
  }

  private static RunResult network(
      Run run,
      Backend backend,
      Optional<Path> checkpoint,
      Consumer<EpochLog> listener,
      LongSupplier clock)
      throws IOException, InterruptedException {
    Dataset data = run.data();
    GraphTrainer.Trained trained =
        new GraphTrainer(
                run.number(),
                run.seed(),
                backend,
                run.partition().trainingSet(data),
                run.recipe(),
                run.partition().heldOut(data))
            .train(checkpoint, listener, clock);
    SoundModel model = new SoundModel(data.encoder(), data.classes(), Vote.of(trained.network()));
    return new RunResult(
        run.number(),
        run.seed(),
        run.partition(),
        model,
        model.predict(run.toPredict(), backend),
        trained.parameters(),
        trained.bestEpoch(),
        trained.stepsPerEpoch(),
        trained.seconds(),
        trained.log(),
        Optional.empty());
  }

  private static JobRunner oneByOne(Backend backend) {
    return new JobRunner() {
      @Override
      public <R> List<R> all(int count, Job<R> job) throws IOException, InterruptedException {
        List<R> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          results.add(job.run(i, backend));
        }
        return results;
      }
    };
  }

  private static JobRunner sideBySide(BackendProvider provider, int threads, int atATime) {
    return new JobRunner() {
      @Override
      public <R> List<R> all(int count, Job<R> job) throws IOException, InterruptedException {
        if (count == 0) {
          return List.of();
        }
        return ParallelRuns.of(
            count,
            atATime,
            number -> {
              try (Backend backend = provider.open(ParallelRuns.threadsEach(count, threads))) {
                return job.run(number, backend);
              }
            });
      }
    };
  }

  /** The number of runs that these options give for the data. */
  public static int runs(Dataset data, TrainingOptions options) {
    if (options.runs() > 0) {
      return options.runs();
    }
    return Partition.isRealUse(data) ? 1 : TrainingOptions.BENCHMARK_RUNS;
  }

  /**
   * The roles of the rows in the run with this seed.
   *
   * @param data the data with its labels
   * @param recipe a single network needs validation rows; an ensemble does not
   * @param options label budget and split
   * @param seed the seed of the run
   * @throws IllegalArgumentException if the data cannot be trained on; the message says why
   */
  public static Partition partition(
      Dataset data, Recipe recipe, TrainingOptions options, long seed) {
    Partition partition =
        Partition.isRealUse(data)
            ? Partition.realUse(data)
            : Partition.benchmark(data, options.budget(), options.groupSplit(), seed);
    return validated(partition, data, recipe, seed);
  }

  private static Partition validated(Partition partition, Dataset data, Recipe recipe, long seed) {
    return recipe.isEnsemble() ? partition : partition.holdingOut(data, seed);
  }

  private static Path checkpoint(Path folder, int run, int fit) {
    return folder.resolve("run-%s-%s.safetensors".formatted(run, fit));
  }
}
