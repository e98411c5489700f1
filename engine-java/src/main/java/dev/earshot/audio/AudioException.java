package dev.earshot.audio;

/**
 * Thrown if sound cannot be read, written or encoded. The message is one line for the user who
 * chose the file. It says what is wrong, what was expected and what to do.
 */
public final class AudioException extends RuntimeException {
  /** Creates an error with a one-line message. */
  public AudioException(String message) {
    super(message);
  }

  /** Creates an error with a one-line message and its cause. */
  public AudioException(String message, Throwable cause) {
    super(message, cause);
  }
}
