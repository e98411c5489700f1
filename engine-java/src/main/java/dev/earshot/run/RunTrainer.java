package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.Predictions;
import dev.earshot.TrainingOptions;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.ClassNames;
import dev.earshot.data.Projection;
import dev.earshot.ensemble.EnsembleTrainer;
import dev.earshot.ensemble.JobRunner;
import dev.earshot.file.OutputLock;
import dev.earshot.learner.TrainingSet;
import dev.earshot.method.Checkpoint;
import dev.earshot.method.EpochLog;
import dev.earshot.method.GraphTrainer;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.TrainingCourse;
import dev.earshot.metrics.PrecisionCurves;
import dev.earshot.model.TrainedModel;
import dev.earshot.model.Vote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Trains models with any recipe, in several runs. */
public final class RunTrainer {
  /**
   * Largest number of runs that take turns on one thread. Each keeps its data and weights in
   * memory.
   */
  private static final int MOST_RUNS_A_THREAD = 4;

  private RunTrainer() {}

  /**
   * Trains with the default options. The model learns from all labels. If all rows have a label,
   * 5-fold cross-validation first measures what to expect on new clips. If some rows have none,
   * those are predicted.
   *
   * @param data the clips to train on
   * @param recipe what to train
   * @return the result of all runs
   * @throws IllegalArgumentException if the data cannot be trained on; the message says why
   * @throws IOException never, because there are no checkpoints
   * @throws InterruptedException if the thread is interrupted
   */
  public static TrainedRuns train(Dataset data, RecipeSettings recipe)
      throws IOException, InterruptedException {
    return train(data, recipe, TrainingOptions.defaults(), epoch -> {});
  }

  /**
   * Trains with the given options, as {@link TrainingPlan} says.
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
  public static TrainedRuns train(
      Dataset data, RecipeSettings recipe, TrainingOptions options, Consumer<EpochLog> listener)
      throws IOException, InterruptedException {
    if (options.checkpoints().isEmpty()) {
      return trainAlone(data, recipe, options, listener);
    }
    try (var _ = OutputLock.take(options.checkpoints().get())) {
      return trainAlone(data, recipe, options, listener);
    }
  }

  /** Trains where no other training writes to the same checkpoints. */
  private static TrainedRuns trainAlone(
      Dataset data, RecipeSettings recipe, TrainingOptions options, Consumer<EpochLog> listener)
      throws IOException, InterruptedException {
    BackendProvider provider = Backends.choose(options.backend()).provider();
    TrainingPlan plan = TrainingPlan.of(data, recipe, options);
    String training =
        options
            .checkpoints()
            .map(_ -> Checkpoints.fingerprint(data, recipe, options, provider.name()))
            .orElse("");
    List<RunResult> tested =
        trainAll(
            numbered(data, plan.tested(), recipe, 0, !plan.usesAllLabels(), options),
            training,
            provider,
            options,
            listener);
    HeldOutLabels test = HeldOutLabels.ofTests(data, tested);
    List<RunResult> learnt =
        trainAll(
            numbered(
                data, plan.learnt(), withMedianSteps(tested, recipe), tested.size(), true, options),
            training,
            provider,
            options,
            listener);
    return new TrainedRuns(
        data,
        recipe,
        options,
        provider.name(),
        plan,
        tested,
        tested.isEmpty()
            ? learnt
            : learnt.stream().map(run -> run.with(test.precision(data.classes().size()))).toList(),
        Optional.empty());
  }

  /**
   * Runs with the numbers {@code first}, {@code first + 1}, ... and the seeds that follow.
   *
   * @param kept whether one of them gives the model
   */
  private static List<Run> numbered(
      Dataset data,
      List<Partition> partitions,
      RecipeSettings recipe,
      int first,
      boolean kept,
      TrainingOptions options) {
    return IntStream.range(0, partitions.size())
        .mapToObj(i ->
            new Run(
                data,
                partitions.get(i),
                recipe,
                first + i,
                options.seed() + first + i,
                options.pca(),
                kept ? options.unknown() : Optional.empty()))
        .toList();
  }

  /**
   * The recipe of a single network that takes as many steps as the best epochs of tested runs had,
   * in the median.
   */
  private static RecipeSettings withMedianSteps(List<RunResult> tested, RecipeSettings recipe) {
    if (recipe.isEnsemble() || tested.isEmpty()) {
      return recipe;
    }
    int[] steps =
        tested.stream()
            .mapToInt(run -> run.course().bestEpoch() * run.course().stepsPerEpoch())
            .sorted()
            .toArray();
    return recipe.withOptimizer(recipe.optimizer().withSteps(steps[steps.length / 2]));
  }

  /** Trains runs in parallel. Their results do not depend on how many take turns. */
  private static List<RunResult> trainAll(
      List<Run> runs,
      String training,
      BackendProvider provider,
      TrainingOptions options,
      Consumer<EpochLog> listener)
      throws IOException, InterruptedException {
    int count = runs.size();
    if (count == 0) {
      return List.of();
    }
    int threadsEach = ParallelRuns.threadsEach(count, options.threads());
    int atATime = provider.runsAtATime(options.threads());
    FairTurns turns = new FairTurns(atATime);
    boolean oneAThread = provider.runsAtATime(1) == 1;
    // The number of runs times the fits of each must fit into the device's memory and the heap.
    long heap = Runtime.getRuntime().maxMemory();
    Dataset data = runs.getFirst().data();
    long vectors = (long) Float.BYTES * data.rows() * data.columns();
    int most = oneAThread ? MOST_RUNS_A_THREAD * options.threads() : atATime;
    int runsAtATime = ParallelRuns.fitting(Math.min(count, most), vectors, heap);
    int fitsAtATime =
        ParallelRuns.fitting(ParallelRuns.threadsEach(count, atATime), vectors, heap / runsAtATime);
    return ParallelRuns.of(
        count,
        runsAtATime,
        index -> {
          FairTurns.Turn turn = turns.begin();
          try {
            Run run = runs.get(index);
            Consumer<EpochLog> thenPass = listener.andThen(_ -> turn.pass());
            if (run.recipe().isEnsemble()) {
              return ensemble(
                  run,
                  sideBySide(provider, threadsEach, fitsAtATime),
                  options
                      .checkpoints()
                      .map(folder -> fit -> checkpoint(folder, run.number(), fit, training)),
                  thenPass,
                  turn::nanoTime);
            }
            try (Backend backend = provider.open(threadsEach)) {
              return network(
                  run,
                  backend,
                  options
                      .checkpoints()
                      .map(folder -> checkpoint(folder, run.number(), 0, training)),
                  thenPass,
                  turn::nanoTime);
            }
          } finally {
            turn.end();
          }
        });
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
      Dataset data, Partition partition, RecipeSettings recipe, long seed, Backend backend)
      throws IOException, InterruptedException {
    Partition parts = recipe.isEnsemble() ? partition : partition.holdingOut(data, seed);
    Run run = new Run(data, parts, recipe, 0, seed, Optional.empty(), Optional.empty());
    return recipe.isEnsemble()
        ? ensemble(run, oneByOne(backend), Optional.empty(), fit -> {}, System::nanoTime)
        : network(run, backend, Optional.empty(), epoch -> {}, System::nanoTime);
  }

  /** One of several trainings on the same data. */
  private record Run(
      Dataset data,
      Partition partition,
      RecipeSettings recipe,
      int number,
      long seed,
      Optional<Integer> pca,
      Optional<String> unknown) {
    /** The projection of the vectors, by all training clips; test clips do not count. */
    Optional<Projection> projection() {
      return pca.flatMap(components -> partition.projection(data, components));
    }

    /**
     * The model with what finds unknown clips, and its predictions for the partition's predicted
     * rows, of which there may be none. A clip that was learnt from is looked at by a finder that
     * has not.
     */
    Finished finish(
        TrainedModel model, TrainingSet training, Optional<PrecisionCurves> curves, Backend backend)
        throws InterruptedException {
      Optional<UnknownTrainer.Trained> finder = Optional.empty();
      if (unknown.isPresent()) {
        finder =
            UnknownTrainer.train(
                unknown.get(),
                training,
                ClassNames.indexOf(data.classes(), unknown.get()),
                partition.trainingGroups(data),
                seed,
                backend);
      }
      TrainedModel whole = model.with(finder.map(UnknownTrainer.Trained::finder), curves);
      int[] predicted = partition.predicted();
      if (predicted.length == 0) {
        return new Finished(
            whole, Predictions.mostProbable(List.of(), model.classes(), new float[0]));
      }
      Predictions predictions = whole.predict(data.select(predicted), backend);
      finder.ifPresent(found -> {
        int[] places = new int[data.rows()];
        Arrays.fill(places, -1);
        int[] rows = partition.training();
        for (int i = 0; i < rows.length; i++) {
          places[rows[i]] = i;
        }
        float[] strange = predictions.unknown().orElseThrow().probabilities();
        for (int i = 0; i < predicted.length; i++) {
          int place = places[predicted[i]];
          if (place >= 0 && !Float.isNaN(found.heldOut()[place])) {
            strange[i] = found.heldOut()[place];
          }
        }
      });
      return new Finished(whole, predictions);
    }
  }

  /** A model and its predictions for the rows that are to be predicted. */
  private record Finished(TrainedModel model, Predictions predictions) {}

  private static RunResult ensemble(
      Run run,
      JobRunner jobs,
      Optional<IntFunction<Checkpoint>> checkpoint,
      Consumer<EpochLog> listener,
      LongSupplier clock)
      throws IOException, InterruptedException {
    Optional<Projection> projection = run.projection();
    Dataset data = projection.map(to -> to.apply(run.data())).orElse(run.data());
    EnsembleTrainer.Trained trained =
        new EnsembleTrainer(
                run.number(),
                run.seed(),
                run.partition().trainingSet(data),
                run.partition().trainingGroups(data),
                run.recipe())
            .train(jobs, checkpoint, listener, clock);
    TrainedModel model =
        new TrainedModel(
            data.encoder(), data.classes(), projection, trained.vote(), data.windows());
    List<EpochLog> log = trained.log();
    Optional<PrecisionCurves> curves =
        trained
            .summary()
            .heldOut()
            .map(HeldOutLabels::of)
            .map(all -> all.precision(model.classes().size()));
    Finished finished =
        jobs.one(
            (_, backend) -> run.finish(model, run.partition().trainingSet(data), curves, backend));
    return new RunResult(
        run.number(),
        run.seed(),
        run.partition(),
        finished.model(),
        finished.predictions(),
        new TrainingCourse(
            trained.parameters(),
            log.size(),
            log.isEmpty() ? 0 : log.getLast().steps() / log.size(),
            trained.seconds(),
            log),
        Optional.of(trained.summary()));
  }

  private static RunResult network(
      Run run,
      Backend backend,
      Optional<Checkpoint> checkpoint,
      Consumer<EpochLog> listener,
      LongSupplier clock)
      throws IOException, InterruptedException {
    Optional<Projection> projection = run.projection();
    Dataset data = projection.map(to -> to.apply(run.data())).orElse(run.data());
    GraphTrainer.Trained trained =
        new GraphTrainer(
                run.number(),
                run.seed(),
                backend,
                run.partition().trainingSet(data),
                run.recipe(),
                run.partition().heldOut(data))
            .train(checkpoint, listener, clock);
    TrainedModel model =
        new TrainedModel(
            data.encoder(), data.classes(), projection, Vote.of(trained.network()), data.windows());
    Finished finished =
        run.finish(model, run.partition().trainingSet(data), Optional.empty(), backend);
    return new RunResult(
        run.number(),
        run.seed(),
        run.partition(),
        finished.model(),
        finished.predictions(),
        trained.course(),
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

  private static Checkpoint checkpoint(Path folder, int run, int fit, String training) {
    return new Checkpoint(folder.resolve("run-%s-%s.safetensors".formatted(run, fit)), training);
  }
}
