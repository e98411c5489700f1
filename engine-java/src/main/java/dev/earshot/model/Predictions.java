package dev.earshot.model;

import dev.earshot.compute.Checks;
import dev.earshot.metrics.Calibration;
import dev.earshot.metrics.Scores;
import java.util.List;

/**
 * Probabilities of the classes for clips, and the class that each clip is said to be of. That need
 * not be the most probable one: a model may give rare classes their due.
 *
 * @param ids the clips
 * @param classes the classes
 * @param probabilities clips x classes, row-major; each row sums to 1
 * @param labels the clips' classes, as indices
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
  }

  /** Each clip is of its most probable class. */
  public static Predictions mostProbable(
      List<String> ids, List<String> classes, float[] probabilities) {
    int[] labels = Scores.predictions(probabilities, classes.size());
    return new Predictions(ids, classes, probabilities, labels);
  }

  /** The same, each clip of its most probable class. */
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

  /** The class of a clip, as an index. */
  public int label(int clip) {
    return labels[clip];
  }

  /** The class of a clip, by name. */
  public String className(int clip) {
    return classes.get(label(clip));
  }

  /** The probability of the class that the clip is said to be of. */
  public float confidence(int clip) {
    return probability(clip, label(clip));
  }

  /** How good the predictions are, given the true classes. */
  public Scores score(int[] truth) {
    return Scores.of(truth, probabilities, labels, classes.size());
  }

  /** Whether confidence is the share that is right, given the true classes. */
  public Calibration calibration(int[] truth) {
    return Calibration.of(truth, probabilities, labels, classes.size());
  }
}
