package dev.earshot.collection;

import dev.earshot.Part;
import java.nio.file.Path;

/**
 * A recording of a collection.
 *
 * @param id its number
 * @param name its path relative to the folder that was collected, with {@code /} between names; no
 *     two recordings have the same
 * @param path its file
 * @param seconds how long it is
 * @param missing whether its file was not there when recordings were collected last
 * @param part its part of a split, if the data states one
 * @param group the recordings that must stay together on one side of a split, such as copies of
 *     this one, have the same group
 */
public record Recording(
    int id, String name, Path path, double seconds, boolean missing, Part part, String group) {
  /** A hundred years: no recording lasts as long. */
  private static final double MOST_SECONDS = 100 * 366 * 86_400.0;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the name is not one, or the length is none
   */
  public Recording {
    if (name.isBlank() || name.indexOf(0) >= 0) {
      throw new IllegalArgumentException("recording %s is called '%s'".formatted(id, name));
    }
    if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
      throw new IllegalArgumentException("recording %s lasts %s s".formatted(id, seconds));
    }
  }
}
