package dev.earshot.cli.report;

import dev.earshot.Predictions;
import dev.earshot.metrics.Calibration;
import dev.earshot.metrics.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Predictions and true classes of clips.
 *
 * @param predictions the predictions
 * @param truth the true class of each clip, as an index into the predictions' classes
 */
public record ScoredClips(Predictions predictions, int[] truth) {
  /** The clips of several runs together; a clip may occur more than once. */
  public static ScoredClips pooled(List<ScoredClips> runs) {
    int classes = runs.getFirst().classes().size();
    var ids = new ArrayList<String>();
    runs.forEach(run -> ids.addAll(run.predictions().ids()));
    var probabilities = new float[ids.size() * classes];
    int at = 0;
    for (var run : runs) {
      var from = run.predictions().probabilities();
      System.arraycopy(from, 0, probabilities, at, from.length);
      at += from.length;
    }
    int[] labels =
        runs.stream().flatMapToInt(run -> IntStream.of(run.predictions().labels())).toArray();
    return new ScoredClips(
        new Predictions(ids, runs.getFirst().classes(), probabilities, labels),
        runs.stream().flatMapToInt(run -> IntStream.of(run.truth())).toArray());
  }

  public int size() {
    return truth.length;
  }

  public List<String> classes() {
    return predictions.classes();
  }

  public boolean isCorrect(int clip) {
    return predictions.label(clip) == truth[clip];
  }

  /** The name of the clip's true class. */
  public String trueClass(int clip) {
    return classes().get(truth[clip]);
  }

  public Scores scores() {
    return Scores.of(predictions, truth);
  }

  public Calibration calibration() {
    return Calibration.of(predictions, truth);
  }
}
