package dev.earshot;

import dev.earshot.base.SafeText;

/**
 * Thrown if data cannot be used: a file, a folder, a sound, a table, a model or a recipe. The
 * message is one line for the user. It states the file, the place in it and what was expected. It
 * may quote what a damaged or hostile file holds, so control characters are escaped ({@link
 * SafeText}), and its length is limited.
 */
public final class DataException extends RuntimeException {
  /** Creates an error with a one-line message for the user. */
  public DataException(String message) {
    super(SafeText.message(message));
  }

  /** Creates an error with a one-line message for the user, and its cause. */
  public DataException(String message, Throwable cause) {
    super(SafeText.message(message), cause);
  }
}
