package dev.earshot.metrics;

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
    double share = (double) successes / trials;
    double z2 = Z * Z / trials;
    double centre = (share + z2 / 2) / (1 + z2);
    double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials));
    return new Interval(share, Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
