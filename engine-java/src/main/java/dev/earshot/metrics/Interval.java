package dev.earshot.metrics;

/**
 * A number and what it may as well have been.
 *
 * @param value what was found
 * @param low lower end
 * @param high upper end; {@code low} = {@code high} = {@code value} if nothing is known of the
 *     spread
 */
public record Interval(double value, double low, double high) {
  /** The 97.5 % point of the standard normal distribution. */
  private static final double Z = 1.959964;

  /**
   * @throws IllegalArgumentException unless all three are finite and low is at most high
   */
  public Interval {
    if (!(Double.isFinite(value) && Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
      throw new IllegalArgumentException(
          "%s in [%s, %s] is not a number in an interval".formatted(value, low, high));
    }
  }

  /** A number of which no spread is known. */
  public static Interval exact(double value) {
    return new Interval(value, value, value);
  }

  /** From one standard deviation below the mean to one above it. */
  public static Interval of(MeanStd runs) {
    return new Interval(runs.mean(), runs.mean() - runs.std(), runs.mean() + runs.std());
  }

  /**
   * A share with its 95 % score interval (Wilson 1927): the shares p that would not surprise, |p^ -
   * p| at most 1.96 sqrt(p (1 - p) / n). Stays in [0, 1], and has a width even where p^ is 0 or 1.
   *
   * @throws IllegalArgumentException unless {@code 0 <= successes <= trials} and {@code trials > 0}
   */
  public static Interval wilson(int successes, int trials) {
    if (successes < 0 || successes > trials || trials == 0) {
      throw new IllegalArgumentException("%d of %d is not a share".formatted(successes, trials));
    }
    double share = (double) successes / trials;
    double z2 = Z * Z / trials;
    double centre = (share + z2 / 2) / (1 + z2);
    double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials));
    return new Interval(share, Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
