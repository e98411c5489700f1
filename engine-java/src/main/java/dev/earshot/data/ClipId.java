package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Span;
import dev.earshot.Windows;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a clip in a table: the path of its file, and if the clip is a stretch of the file,
 * {@code [start-end]} in seconds after it, such as {@code yard.wav[2.5-7.5]}.
 *
 * @param path the file, as the data names it
 * @param span the stretch; empty for the whole file
 */
public record ClipId(String path, Optional<Span> span) {
  private static final String SECONDS = "(\\d{1,9}(?:\\.\\d{1,3})?)";
  private static final double MILLISECOND = 0.001_001;
  private static final Pattern STRETCH =
      Pattern.compile("(.+)\\[" + SECONDS + "-" + SECONDS + "]", Pattern.DOTALL);

  /** The parts of a name. */
  public static ClipId parse(String name) {
    Matcher stretch = STRETCH.matcher(name);
    if (name.endsWith("]") && stretch.matches()) {
      try {
        var span =
            new Span(Double.parseDouble(stretch.group(2)), Double.parseDouble(stretch.group(3)));
        return new ClipId(stretch.group(1), Optional.of(span));
      } catch (DataException e) {
        // A file that happens to be called so.
      }
    }
    return new ClipId(name, Optional.empty());
  }

  /** The name that {@link #parse} takes apart. */
  @Override
  public String toString() {
    return path + span.map(at -> "[" + at + "]").orElse("");
  }

  /** Whether clips are stretches of recordings, such as windows. */
  public static boolean areStretches(Dataset clips) {
    return clips.ids().stream().anyMatch(id -> parse(id).span().isPresent());
  }

  /** Whether all clips are windows of recordings that were cut as {@link Dataset#windows} says. */
  public static boolean areWindows(Dataset clips) {
    return clips.windows().isPresent()
        && clips.ids().stream()
            .allMatch(id ->
                parse(id).span().filter(span -> isWindow(span, clips.windows().get())).isPresent());
  }

  private static boolean isWindow(Span span, Windows of) {
    // Names of clips have milliseconds.
    double off = Math.abs(span.start() - Math.rint(span.start() / of.hop()) * of.hop());
    return off <= MILLISECOND && span.seconds() <= of.seconds() + MILLISECOND;
  }
}
