package dev.earshot;

import dev.earshot.base.Checks;
import java.util.List;

/**
 * The prediction for one clip.
 *
 * @param classes the names of the classes
 * @param label the predicted class, as an index; not always the most probable one, because a model
 *     may be class-balanced
 * @param probabilities the probability of each class; they add up to 1
 */
public record Prediction(List<String> classes, int label, float[] probabilities) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if they do not fit together, or one is not finite
   */
  public Prediction {
    classes = List.copyOf(classes);
    Checks.require(
        probabilities.length == classes.size() && label >= 0 && label < classes.size(),
        "%s probabilities of %s classes, class %s",
        probabilities.length,
        classes.size(),
        label);
    Checks.finite(probabilities, "the probabilities that the model gives");
  }

  /** The name of the predicted class. */
  public String className() {
    return classes.get(label);
  }

  /** The probability of the predicted class. */
  public float confidence() {
    return probabilities[label];
  }
}
