package dev.earshot.model;

import dev.earshot.compute.Checks;
import dev.earshot.metrics.Calibration;
import dev.earshot.metrics.Scores;
import java.util.List;

/**
 * The probabilities of the classes and the predicted class for each clip. The predicted class need
 * not be the most probable one, because a model may be class-balanced.
 *
 * @param ids the names of the clips
 * @param classes the names of the classes
 * @param probabilities clips x classes, row-major; each row sums to 1
 * @param labels the predicted classes of the clips, as indices
 */
public record Predictions(
    List<String> ids, List<String> classes, float[] probabilities, int[] labels) {
  public Predictions {
    ids = List.copyOf(ids);
    classes = List.copyOf(classes);
    Checks.require(
        labels.length == ids.size() && probabilities.length == ids.size() * classes.size(),
        "%s probabilities and %s labels of %s clips and %s classes",
        probabilities.length,
        labels.length,
        ids.size(),
        classes.size());
    for (int i = 0; i < probabilities.length; i++) {
      if (!Float.isFinite(probabilities[i])) {
        int clip = i / classes.size();
        throw new IllegalArgumentException(
            "clip %s (row %s) gets a probability of %s: its features are too large for the model, or the model is damaged"
                .formatted(ids.get(clip), clip, probabilities[i]));
      }
    }
  }

  /**
   * Predictions of each clip's most probable class.
   *
   * @param ids the names of the clips
   * @param classes the names of the classes
   * @param probabilities clips x classes, row-major; each row sums to 1
   */
  public static Predictions mostProbable(
      List<String> ids, List<String> classes, float[] probabilities) {
    int[] labels = Scores.predictions(probabilities, classes.size());
    return new Predictions(ids, classes, probabilities, labels);
  }

  /** The same probabilities with each clip's most probable class as its prediction. */
  public Predictions mostProbable() {
    return mostProbable(ids, classes, probabilities);
  }

  /** Number of clips. */
  public int size() {
    return ids.size();
  }

  /** The probability of a class for a clip. */
  public float probability(int clip, int label) {
    return probabilities[clip * classes.size() + label];
  }

  /** The predicted class of a clip, as an index. */
  public int label(int clip) {
    return labels[clip];
  }

  /** The name of the predicted class of a clip. */
  public String className(int clip) {
    return classes.get(label(clip));
  }

  /** The probability of the predicted class of a clip. */
  public float confidence(int clip) {
    return probability(clip, label(clip));
  }

  /** The scores of the predictions, given the true classes as indices. */
  public Scores score(int[] truth) {
    return Scores.of(truth, probabilities, labels, classes.size());
  }

  /** The calibration of the probabilities, given the true classes as indices. */
  public Calibration calibration(int[] truth) {
    return Calibration.of(truth, probabilities, labels, classes.size());
  }
}
