package dev.earshot.audio;

/**
 * Sound that cannot be read, written or encoded. The message is one line for the person who chose
 * the file: what is wrong, what was expected and what to do.
 */
public final class AudioException extends RuntimeException {
  /** An error with its one-line message. */
  public AudioException(String message) {
    super(message);
  }

  /** An error with its one-line message and what brought it about. */
  public AudioException(String message, Throwable cause) {
    super(message, cause);
  }
}
