package dev.earshot.cli.command;

import dev.earshot.DataException;
import dev.earshot.Windows;
import dev.earshot.cli.console.BadInputException;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options that cut recordings into windows. */
final class WindowOptions {
  static final String WINDOW = "--window";

  /** The word that asks for no windows. */
  static final String WHOLE = "whole";

  @Option(
      names = WINDOW,
      paramLabel = "TIME",
      converter = Length.class,
      description =
          "Cut recordings into windows of this length, such as 5s or 500ms; each is a clip. They may"
              + " last up to a week. '"
              + WHOLE
              + "': each file is a clip, also for a model that was trained on windows.")
  private Optional<Double> window = Optional.empty();

  @Option(
      names = "--hop",
      paramLabel = "TIME",
      converter = Seconds.class,
      description =
          "The time from the start of a window to that of the next (default: the length of a"
              + " window).")
  private Optional<Double> hop = Optional.empty();

  /** Parses a length; NaN stands for {@link #WHOLE}. */
  static final class Length implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      return value.strip().equals(WHOLE) ? Double.NaN : new Seconds().convert(value);
    }
  }

  /** Whether anything is asked for. */
  boolean isGiven() {
    return window.isPresent();
  }

  /** Whether whole clips are asked for. */
  boolean whole() {
    return window.filter(length -> length.isNaN()).isPresent();
  }

  /**
   * The windows; empty if recordings are not to be cut.
   *
   * @throws BadInputException if a length is out of range, or there is a hop alone
   */
  Optional<Windows> chosen() {
    var length = window.filter(each -> !each.isNaN());
    if (length.isEmpty() && hop.isPresent()) {
      throw new BadInputException("--hop needs " + WINDOW);
    }
    try {
      return length.map(each -> new Windows(each, hop.orElse(each)));
    } catch (DataException e) {
      throw new BadInputException(
          (hop.isPresent() ? WINDOW + ", --hop" : WINDOW) + ": " + e.getMessage(), e);
    }
  }
}
