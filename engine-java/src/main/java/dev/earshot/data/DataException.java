package dev.earshot.data;

import java.io.IOException;

/**
 * A file or folder that cannot be used as given. The message is one line for the user: which file,
 * where in it, what was expected.
 */
public final class DataException extends IOException {
  /** With a one-line message for the user. */
  public DataException(String message) {
    super(message);
  }

  /** With a one-line message for the user, and what lies behind it. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
