package dev.earshot.model;

import dev.earshot.compute.Checks;
import dev.earshot.metrics.Sharpness;
import java.util.Collections;
import java.util.List;

/**
 * The last step of a model, from its members' mean vote p to probabilities and a class. The
 * probabilities are {@code q_c = f_c p_c^s / sum_k f_k p_k^s}; the class that is named is the one
 * of greatest {@code w_c q_c}. Probabilities are for clips as they come, so where one class is most
 * of them it would be named nearly always; weights let rare classes count as much.
 *
 * @param sharpness s
 * @param factors f
 * @param weights w; all alike name the most probable class
 */
public record Decision(double sharpness, List<Double> factors, List<Double> weights) {
  private static final double GREATEST = 1e9;

  public Decision {
    factors = List.copyOf(factors);
    weights = List.copyOf(weights);
    Checks.require(sharpness > 0, "the model's sharpness is %s", sharpness);
    Checks.require(
        factors.size() == weights.size() && sound(factors) && sound(weights),
        "the classes' factors are %s and their weights %s",
        factors,
        weights);
  }

  private static boolean sound(List<Double> numbers) {
    return numbers.stream().allMatch(number -> number > 0 && number < GREATEST);
  }

  /** The vote as it is, and its most probable class. */
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
   * The classes that are named; of equal ones the first.
   *
   * @param probabilities n x classes, row-major
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
