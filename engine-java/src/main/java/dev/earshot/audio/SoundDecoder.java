package dev.earshot.audio;

import dev.earshot.DataException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Decodes sound files of some formats. A decoder is immutable, so threads may use the same one.
 * Decoders of other libraries are found by {@link java.util.ServiceLoader}.
 */
public interface SoundDecoder {
  /** The name that a user may choose it by, such as {@code ffmpeg}. */
  String name();

  /**
   * Another text whenever a file may be decoded to other samples than before. Features of earlier
   * versions are then not used again.
   */
  default String version() {
    return "1";
  }

  /** What it decodes, for reports and for {@link #reads}. */
  Set<AudioKind> kinds();

  /**
   * Of all decoders that read a file, the one of highest rank decodes it. A decoder with a rank
   * below 0 is only used if it is chosen by name.
   */
  int rank();

  /** The reason, in one line, why it cannot work here; empty if it can. */
  default Optional<String> whyNot() {
    return Optional.empty();
  }

  /**
   * Whether it reads this file. The content decides, not the file's name.
   *
   * @param in is at the start of the sound, and stays there: up to {@link SoundInput#WINDOW} bytes
   *     can be looked at
   * @param kind the kind of the file
   */
  default boolean reads(SoundInput in, AudioKind kind) {
    return kinds().contains(kind);
  }

  /**
   * Decodes a whole file, block by block, in memory that does not depend on its length. All that it
   * opens is closed when it returns or throws.
   *
   * @param in is at the start of the sound
   * @param sink gets the sound
   * @throws DataException if the file is damaged, or the sink wants no more; the message does not
   *     name the file
   * @throws UndecodableException before any sound, if another decoder may be able to decode it
   * @throws IOException if the file cannot be read
   */
  void decode(SoundInput in, SoundSink sink) throws IOException;
}
