package dev.earshot.model;

import dev.earshot.base.Checks;
import dev.earshot.metrics.Sharpness;
import java.util.Collections;
import java.util.List;

/**
 * The last step of a model, from its vote p to probabilities and a class. The probabilities are
 * {@code q_c = f_c p_c^s / sum_k f_k p_k^s}. The predicted class has the greatest {@code w_c q_c}.
 * The probabilities are for clips at their natural class frequencies. If one class were most of the
 * clips, it would nearly always be the most probable one. The weights make rare classes count as
 * much.
 *
 * @param sharpness s, above 0
 * @param factors f, one a class, above 0
 * @param weights w, one a class, above 0; with equal weights the most probable class is predicted
 */
public record Decision(double sharpness, List<Double> factors, List<Double> weights) {
  private static final double GREATEST = 1e9;

  /** Far above what {@link Sharpness#fit} finds; its powers are still above the smallest number. */
  static final double MOST_SHARPNESS = 100;

  public Decision {
    factors = List.copyOf(factors);
    weights = List.copyOf(weights);
    Checks.require(sharpness > 0, "the model's sharpness is %s", sharpness);
    Checks.range("the model's sharpness", sharpness, 0, MOST_SHARPNESS);
    Checks.require(
        factors.size() == weights.size() && sound(factors) && sound(weights),
        "the classes' factors are %s and their weights %s",
        factors,
        weights);
  }

  private static boolean sound(List<Double> numbers) {
    return numbers.stream().allMatch(number -> number > 0 && number < GREATEST);
  }

  /** The decision that leaves the vote unchanged and predicts its most probable class. */
  public static Decision plain(int classes) {
    List<Double> ones = Collections.nCopies(classes, 1.0);
    return new Decision(1, ones, ones);
  }

  /** Number of classes. */
  public int classes() {
    return factors.size();
  }

  /** Turns votes, n x classes row-major, into probabilities in place. */
  void apply(float[] votes) {
    Sharpness.apply(votes, classes(), sharpness);
    if (factors.stream().distinct().count() > 1) {
      Sharpness.weigh(votes, factors.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  /**
   * The predicted classes. Of equal ones the first is taken.
   *
   * @param probabilities n x classes, row-major
   * @return n indices of classes
   */
  public int[] labels(float[] probabilities) {
    int[] labels = new int[probabilities.length / classes()];
    for (int row = 0; row < labels.length; row++) {
      double greatest = -1;
      for (int c = 0; c < classes(); c++) {
        double score = weights.get(c) * probabilities[row * classes() + c];
        if (score > greatest) {
          greatest = score;
          labels[row] = c;
        }
      }
    }
    return labels;
  }
}
