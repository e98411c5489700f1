package dev.earshot.metrics;

import java.util.Arrays;

/**
 * Mean and spread of repeated runs.
 *
 * @param count the number of runs, n
 * @param mean the mean over runs
 * @param std the sample standard deviation, with divisor n - 1; 0 for a single run
 */
public record MeanStd(int count, double mean, double std) {
  /**
   * Computes mean and spread.
   *
   * @param values one number per run
   * @throws IllegalArgumentException if there are no values, or one is not finite
   */
  public static MeanStd of(double... values) {
    if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "mean and deviation need finite values; found " + Arrays.toString(values));
    }
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new MeanStd(
        values.length, mean, values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)));
  }

  /** The standard error of the mean, std / sqrt(n). */
  public double standardError() {
    return std / Math.sqrt(count);
  }
}
