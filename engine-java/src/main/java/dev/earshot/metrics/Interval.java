package dev.earshot.metrics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A number with an interval of other plausible values.
 *
 * @param value the number
 * @param low the lower end
 * @param high the upper end; {@code low} = {@code high} = {@code value} if the spread is unknown
 */
public record Interval(double value, double low, double high) {
  /** The 97.5 % point of the standard normal distribution. */
  private static final double Z = 1.959964;

  /** The exponent of the steepest learning curve that is expected. */
  private static final double LEARNING = 0.5;

  /** By how much accuracy depends on which clips have the labels: measured, see the study. */
  private static final double DRAW = 0.3;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException unless all three are finite and low is at most high
   */
  public Interval {
    if (!(Double.isFinite(value) && Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
      throw new IllegalArgumentException(
          "%s in [%s, %s] is not a number in an interval".formatted(value, low, high));
    }
  }

  /** Makes an interval for a number whose spread is unknown. */
  public static Interval exact(double value) {
    return new Interval(value, value, value);
  }

  /** Makes an interval from one standard deviation below the mean to one above it. */
  public static Interval of(MeanStd runs) {
    return new Interval(runs.mean(), runs.mean() - runs.std(), runs.mean() + runs.std());
  }

  /**
   * A fraction p^ = successes / trials with its 95 % score interval (Wilson 1927). The interval
   * holds the fractions p for which |p^ - p| is at most 1.96 sqrt(p (1 - p) / n), n being the
   * number of trials. It stays in [0, 1] and has a width even if p^ is 0 or 1.
   *
   * @param successes the number of successes
   * @param trials the number of trials, n
   * @throws IllegalArgumentException unless {@code 0 <= successes <= trials} and {@code trials > 0}
   */
  public static Interval wilson(int successes, int trials) {
    if (successes < 0 || successes > trials || trials == 0) {
      throw new IllegalArgumentException("%s of %s is not a share".formatted(successes, trials));
    }
    return wilson((double) successes / trials, trials, Z);
  }

  private static Interval wilson(double share, double trials, double z) {
    double z2 = z * z / trials;
    double centre = (share + z2 / 2) / (1 + z2);
    double half = z / (1 + z2) * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials));
    return new Interval(share, Math.max(0, centre - half), Math.min(1, centre + half));
  }

  /**
   * The accuracy on held-out clips, with the interval that holds the accuracy of the final model on
   * new clips 19 times of 20. Three things make it wider than the score interval of the held-out
   * clips:
   *
   * <ul>
   *   <li>The final model learns from more labels than the models that were tested: from n where
   *       they had f n. Its error is between that of the tested models and f^{@value #LEARNING}
   *       times as much, so the upper end is raised.
   *   <li>Other labels would have given another model, and settings are chosen by the same clips: a
   *       standard deviation of {@value #DRAW} divided by the root of the number of clips.
   *   <li>Clips of one group, such as a speaker's, are not independent. The number of clips is
   *       divided by the design effect: the variance of the accuracy over groups, divided by that
   *       of independent clips, and at least 1. Few groups widen the interval further, as quantiles
   *       of Student's t with one degree less than there are groups.
   * </ul>
   *
   * @param truth the classes of n clips
   * @param named the classes that were predicted
   * @param groups the group of each clip, if there are groups
   * @param learnt f, the fraction of the labels that the tested models learnt from, in (0, 1]
   * @throws IllegalArgumentException if there is no clip
   */
  public static Interval ofAccuracy(
      int[] truth, int[] named, Optional<List<String>> groups, double learnt) {
    Interval tested = ofGroups(truth, named, groups);
    double value = tested.value();
    double draw = Z * DRAW / Math.sqrt(truth.length);
    double low = value - Math.hypot(value - tested.low(), draw);
    double high = value + Math.hypot(tested.high() - value, draw);
    double error = Math.max(0, 1 - high) * Math.pow(learnt, LEARNING);
    return new Interval(value, Math.max(0, low), 1 - error);
  }

  /** The score interval of an accuracy, with the design effect of groups. */
  private static Interval ofGroups(int[] truth, int[] named, Optional<List<String>> groups) {
    int n = truth.length;
    Map<String, double[]> sums = new TreeMap<>();
    int right = 0;
    for (int i = 0; i < n; i++) {
      double[] sum =
          sums.computeIfAbsent(groups.isPresent() ? groups.get().get(i) : "", _ -> new double[2]);
      sum[0]++;
      if (truth[i] == named[i]) {
        right++;
        sum[1]++;
      }
    }
    Interval independent = wilson(right, n);
    int count = sums.size();
    if (count < 2 || right == 0 || right == n) {
      return independent;
    }
    double share = independent.value();
    double squares = 0;
    for (double[] sum : sums.values()) {
      squares += (sum[1] - share * sum[0]) * (sum[1] - share * sum[0]);
    }
    double effect = squares * count / (count - 1) / (n * share * (1 - share));
    return wilson(share, n / Math.max(1, effect), studentT(count - 1));
  }

  /** The 97.5 % point of Student's t: Hill's expansion, within 2 % from 2 degrees on. */
  private static double studentT(int degrees) {
    double z3 = Z * Z * Z;
    double z5 = z3 * Z * Z;
    double d = degrees;
    return Z
        + (z3 + Z) / (4 * d)
        + (5 * z5 + 16 * z3 + 3 * Z) / (96 * d * d)
        + (3 * z5 * Z * Z + 19 * z5 + 17 * z3 - 15 * Z) / (384 * d * d * d);
  }
}
