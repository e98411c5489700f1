package dev.earshot.predict;

import dev.earshot.metrics.Scores;
import java.util.List;

/**
 * Probabilities of the classes for clips.
 *
 * @param ids the clips
 * @param classes the classes
 * @param probabilities clips x classes, row-major; each row sums to 1
 */
public record Predictions(List<String> ids, List<String> classes, float[] probabilities) {
  public Predictions {
    ids = List.copyOf(ids);
    classes = List.copyOf(classes);
  }

  /** Number of clips. */
  public int size() {
    return ids.size();
  }

  /** The probability of a class for a clip. */
  public float probability(int clip, int label) {
    return probabilities[clip * classes.size() + label];
  }

  /** The most probable class of a clip, as an index. */
  public int label(int clip) {
    int best = 0;
    for (int c = 1; c < classes.size(); c++) {
      if (probability(clip, c) > probability(clip, best)) {
        best = c;
      }
    }
    return best;
  }

  /** The most probable class of a clip, by name. */
  public String className(int clip) {
    return classes.get(label(clip));
  }

  /** The probability of the most probable class. */
  public float confidence(int clip) {
    return probability(clip, label(clip));
  }

  /** How good the predictions are, given the true classes. */
  public Scores score(int[] truth) {
    return Scores.of(truth, probabilities, classes.size());
  }
}
