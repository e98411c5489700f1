package dev.earshot.method;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.data.Standardizer;
import dev.earshot.learner.TrainingSet;
import dev.earshot.method.EpochLog.ValidationScore;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.metrics.Scores;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Trains one model (Algorithm 1). All randomness is a function of the seed. So a run that resumes
 * from a checkpoint ends with the same bits as one that was never stopped.
 */
public final class GraphTrainer {
  private static final double SECONDS_BETWEEN_CHECKPOINTS = 5;
  private static final int VALIDATION_BATCH = 512;

  /**
   * The most epochs that may be begun and not ended before the host waits for the first of them.
   */
  private static final int MOST_BEGUN = 8;

  private final int number;
  private final long seed;
  private final Backend backend;
  private final RecipeSettings recipe;
  private final int columns;
  private final int classes;
  private final Optional<HeldOut> heldOut;
  private final Standardizer standardizer;
  private final int[] trueLabels;
  private final Network network;
  private final LearningState learning;
  private final EpochRunner epochs;
  private final ContextBuilder contexts;

  /**
   * Labelled clips by which the best epoch is chosen. They are not trained on.
   *
   * @param x n x d features, row-major
   * @param labels n classes
   */
  public record HeldOut(float[] x, int[] labels) {}

  /**
   * Prepares a run: standardises the clips and initialises the network.
   *
   * @param number number of the run, for the log
   * @param seed seed of all randomness
   * @param backend the backend that computes
   * @param training labelled and unlabelled clips, with the encoder's features
   * @param recipe the user's recipe; numbers that it leaves open are filled in here
   * @param heldOut clips by which the best weights are chosen; without them, the last weights are
   *     taken
   */
  public GraphTrainer(
      int number,
      long seed,
      Backend backend,
      TrainingSet training,
      RecipeSettings recipe,
      Optional<HeldOut> heldOut) {
    this.number = number;
    this.seed = seed;
    this.backend = backend;
    RecipeSettings resolved = recipe.withInference(resolve(recipe, training));
    this.recipe = resolved.forPrediction();
    this.heldOut = heldOut;
    columns = training.columns();
    classes = training.classes();
    standardizer = training.standardizer(recipe.clip());
    float[] features = training.standardized(recipe.clip()).x();
    trueLabels = training.labels();
    network =
        new Network(recipe.network(), columns, classes, SslTask.heads(recipe.tasks(), columns));
    Parameters parameters = new Parameters(backend, network.shapes());
    parameters.initialise(seed);
    learning = new LearningState(backend, parameters, recipe.optimizer().averageDecay());
    Matrix nodeFeatures = backend.newMatrix(trueLabels.length, columns);
    nodeFeatures.write(features);
    epochs =
        new EpochRunner(
            new TrainingSetup(backend, resolved, network, nodeFeatures, learning, seed),
            trueLabels,
            classes);
    contexts =
        new ContextBuilder(backend, this.recipe, columns, features, trueLabels, classes, seed);
  }

  /** Fills in the numbers that the recipe leaves to the data. */
  private static InferenceSettings resolve(RecipeSettings recipe, TrainingSet training) {
    InferenceSettings inference = recipe.inference();
    if (inference.contextPerClass() == 0) {
      inference = inference.withContextPerClass(recipe.sampling().perClassOf(training.classes()));
    }
    boolean random = inference.mode() == Inference.RANDOM || inference.mode() == Inference.MATCHED;
    if (random && inference.randomEdges() == 0) {
      inference =
          inference.withRandomEdges(
              RandomEdges.minimumRandomEdges(
                  training.labelled().length, training.rowsOf(-1).length, inference.reach()));
    }
    return inference;
  }

  /**
   * The results of a run that has ended.
   *
   * @param network the trained network
   * @param course how the training went
   */
  public record Trained(GraphClassifier network, TrainingCourse course) {}

  /**
   * Trains to the end of the run.
   *
   * @param checkpoint the state from which the run resumes, if its file exists, and to which it
   *     saves from time to time
   * @param listener called for every epoch that is trained in this call
   * @param clock clock in nanoseconds
   * @return the trained network and its log
   * @throws IOException if the checkpoint cannot be read or written
   * @throws InterruptedException if the thread is interrupted; the state has then been saved to the
   *     checkpoint, if there is one
   * @throws ArithmeticException if a loss, a validation probability or a weight is not a number
   */
  public Trained train(
      Optional<Checkpoint> checkpoint, Consumer<EpochLog> listener, LongSupplier clock)
      throws IOException, InterruptedException {
    int most = recipe.optimizer().epochsOf(epochs.steps());
    var limits = new TrainingState.Limits(trueLabels.length, classes, most);
    TrainingState state =
        checkpoint.isPresent() && Files.exists(checkpoint.get().file())
            ? TrainingState.load(checkpoint.get(), learning, limits)
            : new TrainingState(trueLabels.length);
    Optional<Validation> validation = heldOut.map(Validation::new);
    epochs.writePseudoLabels(state.pseudoLabels);
    var log = new Log(state, most, listener, clock);
    long saved = System.nanoTime() - (long) (SECONDS_BETWEEN_CHECKPOINTS * 1e9);
    while (!state.finished) {
      log.begun.add(epochs.begin(state.epoch));
      state.epoch++;
      state.stepsSinceLook += epochs.steps();
      boolean last = state.epoch == most;
      if (validation.isPresent()
          && (last || state.stepsSinceLook >= recipe.optimizer().validateEvery())) {
        log.awaitUpTo(1);
        EpochLosses newest = log.begun.remove();
        Map<String, Double> losses = lossesOf(newest);
        epochs.readPseudoLabels(state.pseudoLabels);
        log.add(newest.epoch(), losses, Optional.of(validation.get().score(state)));
      } else {
        log.logEnded();
      }
      int patience = recipe.optimizer().patience();
      state.finished = last || (patience > 0 && state.looksSinceBest >= patience);
      boolean interrupted = Thread.interrupted();
      long now = System.nanoTime();
      boolean due = checkpoint.isPresent() && now - saved > SECONDS_BETWEEN_CHECKPOINTS * 1e9;
      if (state.finished || interrupted || due) {
        log.awaitUpTo(0);
        epochs.readPseudoLabels(state.pseudoLabels);
        if (checkpoint.isPresent()) {
          state.save(checkpoint.get(), learning);
          saved = now;
        }
      }
      if (interrupted && !state.finished) {
        throw new InterruptedException("run " + number + " was stopped");
      }
    }
    return new Trained(
        network(state),
        new TrainingCourse(
            learning.parameters().size(),
            state.bestEpoch > 0 ? state.bestEpoch : state.epoch,
            epochs.steps(),
            state.seconds,
            state.log));
  }

  /** Epochs that have been begun and not yet logged. Those that have ended are logged here. */
  private final class Log {
    private final Deque<EpochLosses> begun = new ArrayDeque<>();
    private final TrainingState state;
    private final int most;
    private final Consumer<EpochLog> listener;
    private final LongSupplier clock;
    private final double before;
    private final long begin;

    Log(TrainingState state, int most, Consumer<EpochLog> listener, LongSupplier clock) {
      this.state = state;
      this.most = most;
      this.listener = listener;
      this.clock = clock;
      before = state.seconds;
      begin = clock.getAsLong();
    }

    /** Logs the epochs that have ended. Waits only if too many have been begun. */
    void logEnded() {
      while (!begun.isEmpty() && (begun.size() > MOST_BEGUN || begun.peek().isDone())) {
        logFirst();
      }
    }

    /** Waits for epochs to end and logs them, until only {@code left} are not logged. */
    void awaitUpTo(int left) {
      while (begun.size() > left) {
        logFirst();
      }
    }

    private void logFirst() {
      EpochLosses first = begun.remove();
      add(first.epoch(), lossesOf(first), Optional.empty());
    }

    void add(int epoch, Map<String, Double> losses, Optional<ValidationScore> score) {
      state.seconds = before + (clock.getAsLong() - begin) * 1e-9;
      EpochLog entry =
          new EpochLog(number, epoch, most, epoch * epochs.steps(), losses, score, state.seconds);
      state.log.add(entry);
      listener.accept(entry);
    }
  }

  /** Waits for an epoch to end, and requires that its losses are finite. */
  private Map<String, Double> lossesOf(EpochLosses epoch) {
    Map<String, Double> losses = epoch.means();
    for (Map.Entry<String, Double> loss : losses.entrySet()) {
      if (!Double.isFinite(loss.getValue())) {
        throw diverged(
            epoch.epoch(), "the %s loss is %s".formatted(loss.getKey(), loss.getValue()));
      }
    }
    return losses;
  }

  private ArithmeticException diverged(int epoch, String what) {
    return new ArithmeticException(
        "run %s, epoch %s: %s; a smaller learning rate may help".formatted(number, epoch, what));
  }

  /** Scores the validation clips, and keeps the best weights so far in the state. */
  private final class Validation {
    private final float[] x;
    private final int[] truth;
    private final ContextClassifier classifier;

    Validation(HeldOut clips) {
      x = clips.x();
      truth = clips.labels();
      classifier =
          new ContextClassifier(
              backend,
              new ReadyNetwork(network, learning.used(), ClipSpace.of(standardizer), classes),
              contexts.edges(),
              recipe.inference(),
              contexts.capacity(),
              Math.min(VALIDATION_BATCH, truth.length),
              seed);
    }

    ValidationScore score(TrainingState state) {
      float[] probabilities = new float[truth.length * classes];
      classifier.classify(contexts.build(state.pseudoLabels, 0), x, probabilities);
      for (float probability : probabilities) {
        if (Float.isNaN(probability)) {
          throw diverged(state.epoch, "a validation probability is NaN");
        }
      }
      Scores scores = Scores.of(truth, probabilities, classes);
      double value = scores.unweightedAccuracy() + scores.meanAveragePrecision();
      boolean best = value > state.bestValue;
      state.stepsSinceLook = 0;
      if (best) {
        state.bestValue = value;
        state.bestEpoch = state.epoch;
        state.looksSinceBest = 0;
        state.bestWeights = learning.used().values().toArray();
        state.bestPseudoLabels = state.pseudoLabels.clone();
      } else {
        state.looksSinceBest++;
      }
      return new ValidationScore(
          scores.accuracy(), scores.unweightedAccuracy(), scores.meanAveragePrecision(), best);
    }
  }

  private GraphClassifier network(TrainingState state) {
    boolean chosen = state.bestEpoch > 0;
    double[] weights = chosen ? state.bestWeights : learning.used().values().toArray();
    int[] pseudoLabels = chosen ? state.bestPseudoLabels : state.pseudoLabels;
    List<Context> built = new ArrayList<>();
    for (int k = 0; k < contexts.count(); k++) {
      built.add(contexts.build(pseudoLabels, k));
    }
    Map<String, float[]> named = new HashMap<>();
    int offset = 0;
    for (ParameterShape shape : network.shapes()) {
      float[] values = new float[shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) weights[offset + i];
        if (!Float.isFinite(values[i])) {
          throw diverged(state.epoch, "a weight is " + values[i]);
        }
      }
      named.put(shape.name(), values);
      offset += values.length;
    }
    GraphClassifierSettings settings =
        new GraphClassifierSettings(
            columns,
            classes,
            recipe.network(),
            contexts.edges(),
            recipe.inference(),
            recipe.clip(),
            seed);
    return new GraphClassifier(settings, standardizer, named, built);
  }
}
