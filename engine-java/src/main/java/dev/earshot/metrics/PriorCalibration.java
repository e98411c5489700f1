package dev.earshot.metrics;

import java.util.Arrays;

/**
 * Converts class-balanced probabilities p to probabilities q that follow the class frequencies r of
 * the labels (Saerens, Latinne, Decaestecker, "Adjusting the outputs of a classifier to new a
 * priori probabilities", 2002, with temperature scaling): {@code q_c = p_c^s r_c^a / sum_k p_k^s
 * r_k^a}.
 *
 * @param sharpness the exponent s
 * @param exponent the exponent a; 1 if p is exactly class-balanced, 0 if p follows the class
 *     frequencies already
 */
public record PriorCalibration(double sharpness, double exponent) {
  private static final double LOWEST = 0.2;
  private static final double HIGHEST = 8;
  private static final int SHARPNESSES = 41;
  private static final int EXPONENTS = 13;
  private static final double STEP = 0.125;
  private static final int ROUNDS = 3;

  /**
   * Finds s and a on a grid. The pair minimises {@code - sum_i log q_i[truth_i] + prior / 2 ((log
   * s)^2 + (a - 1)^2)}. The search improves s and a in turn while the other is fixed.
   *
   * @param probabilities n x classes, row-major
   * @param frequencies the class frequencies among the labels; they add up to 1
   * @param truth n true classes
   * @param prior the weight of the penalty, which keeps s and a near 1 if there are few rows
   */
  public static PriorCalibration fit(
      float[] probabilities, double[] frequencies, int[] truth, double prior) {
    double[] logs = new double[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(Math.max(Sharpness.LEAST, probabilities[i]));
    }
    double[] logShares =
        Arrays.stream(frequencies)
            .map(frequency -> Math.log(Math.max(Sharpness.LEAST, frequency)))
            .toArray();
    var best = new PriorCalibration(1, 1);
    double least = best.cost(logs, logShares, truth, prior);
    for (int round = 0; round < ROUNDS; round++) {
      for (int choice = 0; choice < SHARPNESSES + EXPONENTS; choice++) {
        var other =
            choice < SHARPNESSES
                ? new PriorCalibration(
                    LOWEST * Math.pow(HIGHEST / LOWEST, choice / (SHARPNESSES - 1.0)),
                    best.exponent)
                : new PriorCalibration(best.sharpness, STEP * (choice - SHARPNESSES));
        double cost = other.cost(logs, logShares, truth, prior);
        if (cost < least) {
          least = cost;
          best = other;
        }
      }
    }
    return best;
  }

  private double cost(double[] logs, double[] logShares, int[] truth, double prior) {
    int classes = logShares.length;
    double log = Math.log(sharpness);
    double cost = 0.5 * prior * (log * log + (exponent - 1) * (exponent - 1));
    for (int i = 0; i < truth.length; i++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(sharpness * logs[i * classes + c] + exponent * logShares[c]);
      }
      int label = truth[i];
      cost += Math.log(sum) - sharpness * logs[i * classes + label] - exponent * logShares[label];
    }
    return cost;
  }

  /**
   * The factor of each class's {@code p_c^s}: {@code r_c^a}, scaled so that it is at most 1.
   *
   * @param frequencies the class frequencies r; only their ratios count
   */
  public double[] factors(double[] frequencies) {
    double greatest = Arrays.stream(frequencies).max().orElseThrow();
    return Arrays.stream(frequencies)
        .map(frequency -> Math.pow(Math.max(Sharpness.LEAST, frequency / greatest), exponent))
        .toArray();
  }
}
