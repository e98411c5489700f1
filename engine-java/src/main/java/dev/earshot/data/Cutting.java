package dev.earshot.data;

import dev.earshot.DataException;
import dev.earshot.Windows;
import java.util.Optional;

/**
 * How recordings become clips by windows.
 *
 * @param windows where they are cut
 * @param background the class of windows that no labelled stretch touches, in recordings whose
 *     labels say where they hold; empty if such windows have no label
 */
public record Cutting(Windows windows, Optional<String> background) {
  /**
   * Checks the name of the class.
   *
   * @throws DataException if it is blank or means that a clip has no label
   */
  public Cutting {
    background = background.map(ClassNames::normal);
    if (background.filter(name -> name.isEmpty() || ClassNames.isUnlabelled(name)).isPresent()) {
      throw new DataException(
          "'%s' cannot be the class of the background: it means no label"
              .formatted(background.get()));
    }
  }
}
