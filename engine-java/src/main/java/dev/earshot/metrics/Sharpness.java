package dev.earshot.metrics;

/**
 * Temperature scaling of probabilities (Guo, Pleiss, Sun, Weinberger: "On calibration of modern
 * neural networks", ICML 2017): {@code p_c^s / sum_k p_k^s}. The sharpness s is the inverse of the
 * temperature.
 */
public final class Sharpness {
  /** The lower limit of a probability. Smaller ones, such as 0, are replaced by it. */
  public static final double LEAST = 1e-6;

  private static final double LOWEST = 0.2;
  private static final double HIGHEST = 8;
  private static final int CHOICES = 41;

  private Sharpness() {}

  /**
   * Applies a sharpness to rows of probabilities, in place.
   *
   * @param probabilities n x classes, row-major
   * @param classes the number of classes
   * @param sharpness s; 1 changes nothing
   */
  public static void apply(float[] probabilities, int classes, double sharpness) {
    if (sharpness == 1) {
      return;
    }
    double[] powers = new double[classes];
    for (int row = 0; row < probabilities.length; row += classes) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        powers[c] = Math.pow(Math.max(LEAST, probabilities[row + c]), sharpness);
        sum += powers[c];
      }
      for (int c = 0; c < classes; c++) {
        probabilities[row + c] = (float) (powers[c] / sum);
      }
    }
  }

  /**
   * Multiplies each class's probability by a factor and divides by the sum, in place.
   *
   * @param probabilities n x classes, row-major
   * @param factors one factor per class
   */
  public static void weigh(float[] probabilities, double[] factors) {
    int classes = factors.length;
    for (int row = 0; row < probabilities.length; row += classes) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += probabilities[row + c] * factors[c];
      }
      for (int c = 0; c < classes; c++) {
        probabilities[row + c] = (float) (probabilities[row + c] * factors[c] / sum);
      }
    }
  }

  /**
   * Finds the sharpness that fits n rows best. Of {@value #CHOICES} values from {@value #LOWEST} to
   * {@value #HIGHEST} it is the one that minimises
   *
   * <pre>
   * - sum_i w_i log p_i^(s)[truth_i] + prior / 2 (log s)^2.
   * </pre>
   *
   * @param probabilities n x classes, row-major
   * @param classes the number of classes
   * @param truth n true classes
   * @param weights the weight of each row
   * @param prior the weight of the penalty, which keeps s near 1 if there are few rows
   */
  public static double fit(
      float[] probabilities, int classes, int[] truth, double[] weights, double prior) {
    double best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int choice = 0; choice < CHOICES; choice++) {
      double sharpness = LOWEST * Math.pow(HIGHEST / LOWEST, choice / (CHOICES - 1.0));
      double cost = 0.5 * prior * Math.log(sharpness) * Math.log(sharpness);
      for (int i = 0; i < truth.length; i++) {
        cost -=
            weights[i] * logProbability(probabilities, i * classes, classes, truth[i], sharpness);
      }
      if (cost < least) {
        least = cost;
        best = sharpness;
      }
    }
    return best;
  }

  private static double logProbability(
      float[] probabilities, int row, int classes, int label, double sharpness) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.pow(Math.max(LEAST, probabilities[row + c]), sharpness);
    }
    return sharpness * Math.log(Math.max(LEAST, probabilities[row + label])) - Math.log(sum);
  }
}
