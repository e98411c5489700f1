package dev.earshot.api;

import dev.earshot.Predictions;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import dev.earshot.run.TrainedRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The result of a training: the model, what it says of the clips without a label, and scores. */
public final class TrainingResult {
  private final TrainedRuns runs;

  TrainingResult(TrainedRuns runs) {
    this.runs = runs;
  }

  /** The model that is kept: of several runs the one that is best on held-out labels. */
  public SoundModel model() {
    return new SoundModel(runs.model());
  }

  /**
   * The model's predictions for the clips that it was to predict: those without a label, or the
   * test clips if the options have a label budget. There may be none.
   */
  public Predictions predictions() {
    return runs.predictions();
  }

  /** Whether runs were tested on clips that they had not learnt from. Else there are no scores. */
  public boolean isTested() {
    return runs.isTested();
  }

  /** The fraction of test clips whose predicted class is right, in the mean of the tested runs. */
  public OptionalDouble accuracy() {
    return mean(Scores::accuracy);
  }

  /** The recall of a class, in the mean of the classes and of the tested runs. */
  public OptionalDouble unweightedAccuracy() {
    return mean(Scores::unweightedAccuracy);
  }

  /** The average precision of a class, in the mean of the classes and of the tested runs. */
  public OptionalDouble meanAveragePrecision() {
    return mean(Scores::meanAveragePrecision);
  }

  private OptionalDouble mean(ToDoubleFunction<Scores> score) {
    return runs.test(score).stream().mapToDouble(MeanStd::mean).findFirst();
  }

  /**
   * Writes the model, the predictions, scores, logs and settings to a folder, completely or not at
   * all. {@link SoundModel#load} reads the model of such a folder.
   *
   * @param folder is created; an older result in it is replaced
   * @throws IOException if the folder cannot be written, or holds anything else
   */
  public void save(Path folder) throws IOException {
    runs.save(folder);
  }
}
