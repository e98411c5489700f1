package dev.earshot.cli.command;

import dev.earshot.DataException;
import dev.earshot.Windows;
import dev.earshot.cli.console.BadInputException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that cut recordings into windows. */
final class WindowOptions {
  static final String WINDOW = "--window";

  @Option(
      names = WINDOW,
      paramLabel = "TIME",
      converter = Seconds.class,
      description =
          "Cut recordings into windows of this length, such as 5s or 500ms; each is a clip. They may"
              + " last up to a week.")
  private Optional<Double> window = Optional.empty();

  @Option(
      names = "--hop",
      paramLabel = "TIME",
      converter = Seconds.class,
      description =
          "The time from the start of a window to that of the next (default: the length of a"
              + " window).")
  private Optional<Double> hop = Optional.empty();

  /**
   * The windows; empty if recordings are not to be cut.
   *
   * @throws BadInputException if a length is out of range, or there is a hop alone
   */
  Optional<Windows> chosen() {
    if (window.isEmpty() && hop.isPresent()) {
      throw new BadInputException("--hop needs " + WINDOW);
    }
    try {
      return window.map(length -> new Windows(length, hop.orElse(length)));
    } catch (DataException e) {
      throw new BadInputException(WINDOW + ": " + e.getMessage(), e);
    }
  }
}
