package dev.earshot.collection;

import dev.earshot.Part;
import dev.earshot.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A recording that is to be added.
 *
 * @param name its name, which no recording of the collection has; see {@link Recording#name}
 * @param path its file
 * @param seconds how long it is
 * @param part its part of a split, if the data states one
 * @param group its group, such as a place, which must stay on one side of a split; empty if the
 *     data states none
 * @param content what tells it from others
 * @param windows its windows in the order of time
 */
public record NewRecording(
    String name,
    Path path,
    double seconds,
    Part part,
    Optional<String> group,
    Content content,
    List<NewWindow> windows) {
  /** Copies the list. */
  public NewRecording {
    windows = List.copyOf(windows);
  }

  /**
   * What tells a recording from others.
   *
   * @param file what tells whether its file changes
   * @param print what tells whether it shares sound with others; empty if that is not to be found
   *     out
   */
  public record Content(FileMark file, Optional<Fingerprint> print) {}

  /**
   * A window with its vector.
   *
   * @param span where it lies in the recording
   * @param silent whether it has no sound
   * @param vector its vector, which is not copied
   * @param label what the data says of it
   */
  public record NewWindow(Span span, boolean silent, float[] vector, Optional<WindowLabel> label) {
    /** A window of which the data says nothing. */
    public NewWindow(Span span, boolean silent, float[] vector) {
      this(span, silent, vector, Optional.empty());
    }
  }

  /**
   * The label that a window comes with.
   *
   * @param className the class that the window is of
   * @param source where the label comes from
   */
  public record WindowLabel(String className, LabelSource source) {}
}
