package dev.earshot.data;

import java.io.IOException;

/**
 * Thrown if a file or folder cannot be used. The message is one line for the user. It states the
 * file, the place in it and what was expected. Control characters in names are escaped ({@link
 * SafeText}).
 */
public final class DataException extends IOException {
  /** Creates an error with a one-line message for the user. */
  public DataException(String message) {
    super(SafeText.line(message));
  }

  /** Creates an error with a one-line message for the user, and its cause. */
  public DataException(String message, Throwable cause) {
    super(SafeText.line(message), cause);
  }
}
