package dev.earshot.cli.console;

import dev.earshot.cli.Main;
/**
 * What the user gave cannot be used. The message is one line that names the file or option, says
 * what was expected and what to do; the command ends with exit code {@link Main#BAD_INPUT}.
 */
public final class BadInputException extends RuntimeException {
  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
