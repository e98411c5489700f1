package dev.earshot.metrics;

import java.util.Arrays;

/**
 * From probabilities for classes that all count alike to probabilities for clips as they come
 * (Saerens, Latinne, Decaestecker, "Adjusting the outputs of a classifier to new a priori
 * probabilities", 2002, with temperature scaling): {@code q_c = p_c^s r_c^a / sum_k p_k^s r_k^a}, r
 * the classes' shares of the labels.
 *
 * @param sharpness s
 * @param exponent a; 1 if p is exactly balanced, 0 if it is for clips as they come already
 */
public record ShareCalibration(double sharpness, double exponent) {
  private static final double LOWEST = 0.2;
  private static final double HIGHEST = 8;
  private static final int SHARPNESSES = 41;
  private static final int EXPONENTS = 13;
  private static final double STEP = 0.125;
  private static final int ROUNDS = 3;

  /**
   * The pair of least {@code - sum_i log q_i[truth_i] + prior / 2 ((log s)^2 + (a - 1)^2)} on a
   * grid, each improved in turn while the other stays.
   *
   * @param probabilities n x classes, row-major
   * @param shares of the classes among the labels; they add up to 1
   * @param truth n classes
   * @param prior how strongly both are held at 1 where few rows say otherwise
   */
  public static ShareCalibration fit(
      float[] probabilities, double[] shares, int[] truth, double prior) {
    double[] logs = new double[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(Math.max(Sharpness.LEAST, probabilities[i]));
    }
    double[] logShares =
        Arrays.stream(shares).map(share -> Math.log(Math.max(Sharpness.LEAST, share))).toArray();
    var best = new ShareCalibration(1, 1);
    double least = best.cost(logs, logShares, truth, prior);
    for (int round = 0; round < ROUNDS; round++) {
      for (int choice = 0; choice < SHARPNESSES + EXPONENTS; choice++) {
        var other =
            choice < SHARPNESSES
                ? new ShareCalibration(
                    LOWEST * Math.pow(HIGHEST / LOWEST, choice / (SHARPNESSES - 1.0)),
                    best.exponent)
                : new ShareCalibration(best.sharpness, STEP * (choice - SHARPNESSES));
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

  /** What each class's sharpened probability is multiplied by: {@code r_c^a}, at most 1. */
  public double[] factors(double[] shares) {
    double greatest = Arrays.stream(shares).max().orElseThrow();
    return Arrays.stream(shares)
        .map(share -> Math.pow(Math.max(Sharpness.LEAST, share / greatest), exponent))
        .toArray();
  }
}
