package dev.earshot.method;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.earshot.DataException;
import dev.earshot.base.Checks;
import dev.earshot.format.NumberArray;
import dev.earshot.format.Safetensors;
import dev.earshot.method.EpochLog.ValidationScore;
import dev.earshot.nn.LearningState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The state of a run at the end of an epoch. With it and the recipe, the run can resume. */
final class TrainingState {
  private static final String TRAINING = "training";

  /** Number of epochs done. */
  int epoch;

  /** Whether the run has ended. */
  boolean finished;

  /** Best epoch so far by validation, from 1; 0 before the first validation. */
  int bestEpoch;

  double bestValue = Double.NEGATIVE_INFINITY;

  /** Number of validations since the best one. */
  int looksSinceBest;

  /** Number of steps since the last validation. */
  int stepsSinceLook;

  double seconds;
  int[] pseudoLabels;
  int[] bestPseudoLabels;

  /** The weights to predict with, of the best epoch; empty before the first validation. */
  double[] bestWeights = {};

  final List<EpochLog> log = new ArrayList<>();

  TrainingState(int nodes) {
    pseudoLabels = new int[nodes];
    Arrays.fill(pseudoLabels, -1);
    bestPseudoLabels = pseudoLabels.clone();
  }

  /** The scalars and the log, which are stored as JSON in the file's metadata. */
  private record Numbers(
      int epoch,
      boolean finished,
      int bestEpoch,
      double bestValue,
      int looksSinceBest,
      int stepsSinceLook,
      double seconds,
      List<LogLine> log) {}

  /** An epoch's log in a form that JSON can hold: a missing score is an empty list. */
  private record LogLine(
      int run,
      int epoch,
      int epochs,
      int steps,
      Map<String, Double> losses,
      List<ValidationScore> validation,
      double seconds) {}

  /** Writes the state. After a failure, the file is as before. */
  void save(Checkpoint checkpoint, LearningState learning) throws IOException {
    Map<String, NumberArray> tensors = new LinkedHashMap<>();
    learning
        .save()
        .forEach((name, values) -> tensors.put(name, NumberArray.of(values, values.length)));
    tensors.put("bestWeights", NumberArray.of(bestWeights, bestWeights.length));
    tensors.put("pseudoLabels", NumberArray.of(pseudoLabels, pseudoLabels.length));
    tensors.put("bestPseudoLabels", NumberArray.of(bestPseudoLabels, bestPseudoLabels.length));
    Numbers numbers =
        new Numbers(
            epoch,
            finished,
            bestEpoch,
            Math.max(bestValue, -1),
            looksSinceBest,
            stepsSinceLook,
            seconds,
            log.stream()
                .map(e ->
                    new LogLine(
                        e.run(),
                        e.epoch(),
                        e.epochs(),
                        e.steps(),
                        e.losses(),
                        e.validation().stream().toList(),
                        e.seconds()))
                .toList());
    Map<String, String> metadata =
        Map.of("state", new Gson().toJson(numbers), TRAINING, checkpoint.training());
    new Safetensors(tensors, metadata).write(checkpoint.file());
  }

  /**
   * What a state must fit.
   *
   * @param nodes number of training nodes
   * @param classes number of classes
   * @param epochs the most epochs of the run
   */
  record Limits(int nodes, int classes, int epochs) {}

  /**
   * Reads a state that {@link #save} wrote.
   *
   * @throws DataException if it is damaged: something is missing, is not finite, or does not fit
   *     the limits or the network
   */
  static TrainingState load(Checkpoint checkpoint, LearningState learning, Limits limits)
      throws IOException {
    Path file = checkpoint.file();
    Safetensors saved = Safetensors.read(file);
    if (!checkpoint.training().equals(saved.metadata().get(TRAINING))) {
      throw new DataException(
          file + ": the state of another training; run again without --resume, or remove it");
    }
    try {
      Numbers numbers = new Gson().fromJson(saved.metadata().get("state"), Numbers.class);
      Map<String, double[]> values = new LinkedHashMap<>();
      saved
          .tensors()
          .forEach((name, array) -> {
            if (array.type().isFloat()) {
              values.put(name, array.toDoubles());
              Checks.finite(values.get(name), name);
            }
          });
      TrainingState state = new TrainingState(0);
      state.epoch = numbers.epoch();
      state.finished = numbers.finished();
      state.bestEpoch = numbers.bestEpoch();
      state.bestValue = numbers.bestValue();
      state.looksSinceBest = numbers.looksSinceBest();
      state.stepsSinceLook = numbers.stepsSinceLook();
      state.seconds = numbers.seconds();
      state.bestWeights = values.get("bestWeights");
      state.pseudoLabels = saved.tensors().get("pseudoLabels").toInts();
      state.bestPseudoLabels = saved.tensors().get("bestPseudoLabels").toInts();
      for (LogLine e : numbers.log()) {
        Checks.require(
            e.losses().values().stream().allMatch(Double::isFinite) && Double.isFinite(e.seconds()),
            "epoch %s of the log holds NaN or infinity",
            e.epoch());
        state.log.add(
            new EpochLog(
                e.run(),
                e.epoch(),
                e.epochs(),
                e.steps(),
                e.losses(),
                e.validation().stream().findFirst(),
                e.seconds()));
      }
      state.require(limits, learning.used().size());
      learning.restore(values);
      return state;
    } catch (JsonParseException
        | NullPointerException
        | IllegalArgumentException
        | ArithmeticException e) {
      throw new DataException(
          "%s: damaged checkpoint; remove it to train that run again (%s)"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private void require(Limits limits, int parameters) {
    Checks.range("epoch", epoch, 0, limits.epochs());
    Checks.require(finished || epoch < limits.epochs(), "the last epoch is done, the run is not");
    Checks.range("bestEpoch", bestEpoch, 0, epoch);
    Checks.range("bestValue", bestValue, -1, 2);
    Checks.range("looksSinceBest", looksSinceBest, 0, epoch);
    Checks.range("stepsSinceLook", stepsSinceLook, 0, Integer.MAX_VALUE);
    Checks.range("seconds", seconds, 0, Double.MAX_VALUE);
    Checks.require(
        bestWeights.length == (bestEpoch > 0 ? parameters : 0),
        "%s bestWeights of %s parameters",
        bestWeights.length,
        parameters);
    for (int[] labels : List.of(pseudoLabels, bestPseudoLabels)) {
      Checks.require(
          labels.length == limits.nodes(),
          "%s pseudo-labels of %s nodes",
          labels.length,
          limits.nodes());
      for (int label : labels) {
        Checks.range("a pseudo-label", label, -1, limits.classes() - 1);
      }
    }
  }
}
