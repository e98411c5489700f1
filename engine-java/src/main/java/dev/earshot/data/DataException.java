package dev.earshot.data;

import java.io.IOException;

/**
 * Thrown if a file or folder cannot be used. The message is one line for the user. It states the
 * file, the place in it and what was expected. It may quote what a damaged or hostile file holds,
 * so control characters in it are replaced, and its length is limited.
 */
public final class DataException extends IOException {
  private static final int LONGEST = 2000;

  /** Creates an error with a one-line message for the user. */
  public DataException(String message) {
    super(oneLine(message));
  }

  /** Creates an error with a one-line message for the user, and its cause. */
  public DataException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  private static String oneLine(String message) {
    String start = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + " ...";
    // Line ends of all kinds, escape codes, and marks that turn the direction of the text.
    return start.replaceAll("[\\p{Cc}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]", "?");
  }
}
