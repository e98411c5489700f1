package dev.earshot.cli.console;

import dev.earshot.base.SafeText;

/**
 * The user's input cannot be used. The message is one line: it names the file or option, and says
 * what was expected and what to do. Control characters in it are escaped. The command ends with
 * exit code {@link ExitCode#BAD_INPUT}.
 */
public final class BadInputException extends RuntimeException {
  public BadInputException(String message) {
    super(SafeText.message(message));
  }

  public BadInputException(String message, Throwable cause) {
    super(SafeText.message(message), cause);
  }
}
