package dev.earshot.compute;

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
   * Requires that no value is NaN or infinite.
   *
   * @throws IllegalArgumentException if one is
   */
  public static void finite(float[] values, String name) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(name + " holds NaN or infinity");
      }
    }
  }
}
