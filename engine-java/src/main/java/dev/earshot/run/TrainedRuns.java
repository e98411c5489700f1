package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.Predictions;
import dev.earshot.TrainingOptions;
import dev.earshot.data.EncoderChoice;
import dev.earshot.data.NameGroups;
import dev.earshot.ensemble.EnsembleSummary;
import dev.earshot.method.EpochLog;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.DoubtfulLabels;
import dev.earshot.metrics.Interval;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import dev.earshot.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The result of a training.
 *
 * @param data the clips that it was trained on
 * @param recipe the recipe that was trained
 * @param options the options of the training
 * @param backend the name of the backend that computed it
 * @param plan which runs there were
 * @param tested the runs that were tested on clips that they had not learnt from
 * @param learnt the runs that learnt from all labels; empty if the options have a label budget
 * @param encoderChoice how the encoder was chosen; empty if it was named
 */
public record TrainedRuns(
    Dataset data,
    RecipeSettings recipe,
    TrainingOptions options,
    String backend,
    TrainingPlan plan,
    List<RunResult> tested,
    List<RunResult> learnt,
    Optional<EncoderChoice> encoderChoice) {
  public TrainedRuns {
    tested = List.copyOf(tested);
    learnt = List.copyOf(learnt);
  }

  /** The same with a note of how the encoder was chosen, which is stored with the result. */
  public TrainedRuns with(Optional<EncoderChoice> choice) {
    return new TrainedRuns(data, recipe, options, backend, plan, tested, learnt, choice);
  }

  /** All runs in the order of their numbers. */
  public List<RunResult> runs() {
    return Stream.concat(tested.stream(), learnt.stream()).toList();
  }

  /** How the tested runs held clips out. */
  public TrainingPlan.Test test() {
    return plan.test();
  }

  /** Whether there are scores on test clips. */
  public boolean isTested() {
    return plan.isTested();
  }

  /** Whether the model has learnt from all labels, which is so without a label budget. */
  public boolean usesAllLabels() {
    return plan.usesAllLabels();
  }

  /** The runs that may give the model: those that learnt from all labels, if there are any. */
  public List<RunResult> candidates() {
    return usesAllLabels() ? learnt : tested;
  }

  /**
   * The run whose model is saved: the one of {@link #candidates} with the best validation score. Of
   * equal ones the first.
   */
  public RunResult best() {
    return candidates().stream()
        .max(
            Comparator.<RunResult>comparingDouble(
                    run -> run.validation().map(EpochLog.ValidationScore::value).orElse(0.0))
                .thenComparing(Comparator.comparingInt(RunResult::run).reversed()))
        .orElseThrow();
  }

  /** The model of {@link #best}. */
  public TrainedModel model() {
    return best().model();
  }

  /**
   * The predictions of {@link #best}: for the clips without a label, of which there may be none, or
   * with a label budget for the test clips.
   */
  public Predictions predictions() {
    return best().predictions();
  }

  /** The scores of a tested run on its test clips. */
  public Scores scores(RunResult run) {
    return Scores.of(run.predictions(), run.partition().truth(data));
  }

  /**
   * The labels that held-out predictions of this training contradict: those of its tests, or of the
   * best run's cross-validation inside its labels. Empty if there were none.
   */
  public Optional<DoubtfulLabels> doubts() {
    int classes = data.classes().size();
    return usesAllLabels() && isTested()
        ? Optional.of(HeldOutLabels.ofTests(data, tested).doubts(classes))
        : best()
            .ensemble()
            .flatMap(EnsembleSummary::heldOut)
            .map(HeldOutLabels::of)
            .map(all -> all.doubts(classes));
  }

  /** Mean and standard deviation of one of the test scores; empty if there are no tested runs. */
  public Optional<MeanStd> test(ToDoubleFunction<Scores> score) {
    return isTested()
        ? Optional.of(
            MeanStd.of(
                tested.stream().mapToDouble(run -> score.applyAsDouble(scores(run))).toArray()))
        : Optional.empty();
  }

  /**
   * The accuracy on all clips that were held out, with the interval that holds the accuracy on new
   * clips 19 times of 20. Clips of one group, stated or suggested by the names, count as one draw.
   * Empty with a label budget, whose runs may test the same clips, and without tested runs.
   */
  public Optional<Interval> expectedAccuracy() {
    if (!isTested() || !usesAllLabels()) {
      return Optional.empty();
    }
    int[] rows =
        tested.stream().flatMapToInt(run -> IntStream.of(run.partition().predicted())).toArray();
    int[] truth = IntStream.of(rows).map(row -> data.labels()[row]).toArray();
    int[] named =
        tested.stream()
            .map(RunResult::predictions)
            .flatMapToInt(all -> IntStream.range(0, all.size()).map(all::label))
            .toArray();
    Optional<List<String>> groups = NameGroups.known(data);
    return Optional.of(
        Interval.ofAccuracy(
            truth,
            named,
            groups.map(all -> IntStream.of(rows).mapToObj(all::get).toList()),
            learntFraction()));
  }

  /** The mean fraction of the labels that tested runs learnt from. */
  private double learntFraction() {
    double labels = best().partition().labels();
    return tested.stream()
        .mapToDouble(run -> run.partition().labels() / labels)
        .average()
        .orElse(1);
  }

  /**
   * Writes a folder with {@code model.safetensors}, {@code config.json}, {@code metrics.json},
   * {@code predictions.csv} and {@code log.jsonl}, completely or not at all. The predictions are
   * those for the clips without a label. If there are none, they are those for the test clips. If
   * there are both, the latter are in {@code test-predictions.csv}.
   *
   * @param folder a folder that is absent, empty, or an earlier result, which is replaced
   * @throws IOException if the folder cannot be written
   */
  public void save(Path folder) throws IOException {
    save(folder, path -> {});
  }

  /** Writes a caller's own files into the folder. */
  public interface Addition {
    /**
     * Writes the files.
     *
     * @param folder a temporary folder, which is renamed when it is complete
     * @throws IOException if a file cannot be written
     */
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Like {@link #save(Path)}, with more files, which are there as soon as the folder appears.
   *
   * @param folder a folder that is absent, empty, or an earlier result, which is replaced
   * @param more writes the additional files
   * @throws IOException if the folder cannot be written
   */
  public void save(Path folder, Addition more) throws IOException {
    RunFolder.write(this, folder, more);
  }
}
