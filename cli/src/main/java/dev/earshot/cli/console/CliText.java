package dev.earshot.cli.console;

import dev.earshot.metrics.MeanStd;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and commands as people read and type them. */
public final class CliText {
  private CliText() {}

  /** Such as {@code 1 clip} and {@code 2 clips}. */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A share such as {@code 71.4 %}. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** A share over several runs, such as {@code 71.4 ± 2.0 %}; over one run without a deviation. */
  public static String percent(MeanStd share) {
    return share.count() == 1
        ? percent(share.mean())
        : String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * share.mean(), 100 * share.std());
  }

  /** A command line of this program that a shell will take as it stands. */
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

  /** Such as {@code a, b, c}. */
  public static String list(List<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
