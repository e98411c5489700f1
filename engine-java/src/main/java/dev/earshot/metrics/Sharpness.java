package dev.earshot.metrics;

/**
 * Sharpening of probabilities, known as temperature scaling (Guo, Pleiss, Sun, Weinberger: "On
 * calibration of modern neural networks", ICML 2017): {@code p_c^s / sum_k p_k^s}, s being the
 * inverse of the temperature.
 */
public final class Sharpness {
  /** A probability of 0 is taken for this one. */
  public static final double LEAST = 1e-6;

  private static final double LOWEST = 0.2;
  private static final double HIGHEST = 8;
  private static final int CHOICES = 41;

  private Sharpness() {}

  /**
   * Sharpens rows of probabilities in place.
   *
   * @param probabilities n x classes, row-major
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
   * The sharpness that makes n rows' probabilities most believable: of {@value #CHOICES} from
   * {@value #LOWEST} to {@value #HIGHEST} the one of least
   *
   * <pre>
   * - sum_i w_i log p_i^(s)[truth_i] + prior / 2 (log s)^2.
   * </pre>
   *
   * @param truth n classes
   * @param weights n weights of rows
   * @param prior how strongly it is held at 1 where few rows say otherwise
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
