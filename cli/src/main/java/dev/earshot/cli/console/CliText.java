package dev.earshot.cli.console;

import dev.earshot.metrics.MeanStd;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers, lists and commands as text for people. */
public final class CliText {
  private CliText() {}

  /** A number of things, for example {@code 1 clip} and {@code 2 clips}. */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A fraction as a percentage, for example {@code 71.4 %}. */
  public static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }

  /** A fraction over several runs, for example {@code 71.4 ± 2.0 %}; one run has no deviation. */
  public static String percent(MeanStd fraction) {
    return fraction.count() == 1
        ? percent(fraction.mean())
        : String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * fraction.mean(), 100 * fraction.std());
  }

  /** A command line of this program, quoted so that a shell accepts it. */
  public static String command(Object... words) {
    var line = new ArrayList<>(List.of(quoted(System.getProperty("earshot.command", "earshot"))));
    for (var word : words) {
      line.add(quoted(word.toString()));
    }
    return String.join(" ", line);
  }

  private static String quoted(String word) {
    return word.matches("[\\p{Alnum}/._=:,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** What went wrong by a fault of ours, or for want of memory, in one line. */
  public static String failure(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "out of memory (heap of %s MiB): set EARSHOT_JAVA_OPTS=-Xmx... to allow more"
          .formatted(Runtime.getRuntime().maxMemory() >> 20);
    }
    return e.toString().replaceAll("\\R\\s*", " ");
  }

  /** The items separated by commas, for example {@code a, b, c}. */
  public static String list(List<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
