package dev.earshot.audio;

import java.util.Objects;

/**
 * Thrown by a {@link SoundDecoder}, before it gives any sound, if a file is of one of its kinds but
 * uses a part of the format that it does not have. Another decoder is then asked. If there is none,
 * the user sees the message in one line.
 */
public final class UndecodableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates it.
   *
   * @param reason what the file has, and what reads it, in a few words
   */
  public UndecodableException(String reason) {
    super(Objects.requireNonNull(reason, "reason"));
  }
}
