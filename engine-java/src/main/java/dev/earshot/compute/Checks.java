package dev.earshot.compute;

/** Argument checks whose messages are only built when they fail. */
public final class Checks {
  private Checks() {}

  /** Throws an {@link IllegalArgumentException} with the formatted message unless it holds. */
  public static void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(arguments));
    }
  }

  /** As {@link #require(boolean, String, Object...)}, without boxing on the way that succeeds. */
  public static void require(boolean holds, String message, int first, int second) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(first, second));
    }
  }

  /** Requires numbers, none of them NaN or infinite. */
  public static void finite(float[] values, String name) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(name + " holds NaN or infinity");
      }
    }
  }
}
