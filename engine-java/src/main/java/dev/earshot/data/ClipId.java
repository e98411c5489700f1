package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Span;
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
}
