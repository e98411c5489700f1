package dev.earshot.collection;

import dev.earshot.Windows;

/**
 * What all windows of a collection have in common.
 *
 * @param encoder the name of the encoder that made the vectors
 * @param columns the number of values in a vector, at least 1
 * @param windows where recordings are cut
 */
public record CollectionSettings(String encoder, int columns, Windows windows) {
  /** Checks the numbers. */
  public CollectionSettings {
    if (encoder.isBlank() || columns < 1) {
      throw new IllegalArgumentException(
          "encoder '%s' with %s columns".formatted(encoder, columns));
    }
  }
}
