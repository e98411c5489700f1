package dev.earshot.collection;

import dev.earshot.data.ClassNames;
import java.util.Optional;

/**
 * A label that is to be stored.
 *
 * @param window the number of the window
 * @param verdict what the label says
 * @param className the class that it says it of; there if the verdict {@linkplain
 *     Verdict#namesClass names one}
 * @param source where it comes from
 */
public record NewLabel(
    int window, Verdict verdict, Optional<String> className, LabelSource source) {
  /**
   * Brings the name into its normal form.
   *
   * @throws IllegalArgumentException if a name is there and the verdict takes none, or the other
   *     way round, or the name is blank or means that there is no label
   */
  public NewLabel {
    className = className.map(ClassNames::normal);
    if (className.isPresent() != verdict.namesClass()) {
      throw new IllegalArgumentException(
          verdict + (verdict.namesClass() ? " needs the name of a class" : " takes no class"));
    }
    if (className.filter(ClassNames::isUnlabelled).isPresent()) {
      throw new IllegalArgumentException(
          "'%s' cannot be the name of a class: it means no label".formatted(className.get()));
    }
  }

  /** Says that a window is of a class. */
  public static NewLabel yes(int window, String className, LabelSource source) {
    return new NewLabel(window, Verdict.YES, Optional.of(className), source);
  }

  /** Says that a window is not of a class. */
  public static NewLabel no(int window, String className, LabelSource source) {
    return new NewLabel(window, Verdict.NO, Optional.of(className), source);
  }
}
