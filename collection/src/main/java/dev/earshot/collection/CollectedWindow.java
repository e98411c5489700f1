package dev.earshot.collection;

import dev.earshot.Span;
import dev.earshot.data.ClipId;
import java.util.Optional;

/**
 * A window of a recording.
 *
 * @param id its number, which is also the row of its vector; never given to another window
 * @param recording its recording
 * @param span where it lies in the recording
 * @param silent whether it has no sound
 */
public record CollectedWindow(int id, Recording recording, Span span, boolean silent) {
  /** Checks the number. */
  public CollectedWindow {
    if (id < 0) {
      throw new IllegalArgumentException("window %s: expected a number from 0 on".formatted(id));
    }
  }

  /** Its name in tables: the recording and the stretch. */
  public String name() {
    return new ClipId(recording.name(), Optional.of(span)).toString();
  }

  /** The windows that must stay together on one side of a split have the same group. */
  public String group() {
    return recording.group();
  }
}
