package dev.earshot.base;

/** Argument checks that build a message only when they fail. */
public final class Checks {
  private Checks() {}

  /**
   * Requires that a condition holds.
   *
   * @param holds the condition
   * @param message a format as of {@link String#format}
   * @throws IllegalArgumentException with the formatted message if the condition does not hold
   */
  public static void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(arguments));
    }
  }

  /**
   * As {@link #require(boolean, String, Object...)}, but allocates nothing if the condition holds.
   */
  public static void require(boolean holds, String message, int first, int second) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(first, second));
    }
  }

  /**
   * Requires that a number is in a range. NaN is in none.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static void range(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s must be in %s .. %s: %s".formatted(name, text(least), text(most), text(value)));
    }
  }

  /** The number without the fraction .0 of a whole number. */
  private static String text(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /**
   * Requires that no value is NaN or infinite.
   *
   * @throws IllegalArgumentException if one is
   */
  public static void finite(double[] values, String name) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(name + " holds NaN or infinity");
      }
    }
  }

  /** As {@link #finite(double[], String)}. */
  public static void finite(float[] values, String name) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(name + " holds NaN or infinity");
      }
    }
  }
}
