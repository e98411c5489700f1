package dev.earshot.collection;

import dev.earshot.data.ClassNames;
import java.time.Instant;
import java.util.Optional;

/**
 * A label that is stored.
 *
 * @param id its number; a later label has a greater one
 * @param window the number of the window
 * @param verdict what the label says
 * @param className the class that it says it of; empty if the verdict names none
 * @param source where it comes from
 * @param when when it was stored, to the millisecond
 */
public record Label(
    long id,
    int window,
    Verdict verdict,
    Optional<String> className,
    LabelSource source,
    Instant when) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if they do not go together
   */
  public Label {
    if (window < 0
        || className.isPresent() != verdict.namesClass()
        || className.filter(ClassNames::isUnlabelled).isPresent()) {
      throw new IllegalArgumentException(
          "label %s of window %s: %s with class '%s'"
              .formatted(id, window, verdict, className.orElse("")));
    }
  }
}
