package dev.earshot.collection;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What all labels of a window together say. A later label counts more than an earlier one.
 *
 * @param className its class; empty if no label states one, or a later one takes it back
 * @param excluded the classes that it is not of
 * @param somethingElse whether it is of none of the classes
 * @param skipped whether somebody looked at it last and decided nothing
 */
public record WindowState(
    Optional<String> className, Set<String> excluded, boolean somethingElse, boolean skipped) {
  /** A window without labels. */
  public static final WindowState NONE = new WindowState(Optional.empty(), Set.of(), false, false);

  /** Copies the set. */
  public WindowState {
    excluded = Set.copyOf(excluded);
  }

  /** Whether a label says anything of the window's class. */
  public boolean isDecided() {
    return className.isPresent() || somethingElse || !excluded.isEmpty();
  }

  /** The state after one more label. */
  WindowState with(Label label) {
    var out = new LinkedHashSet<>(excluded);
    return switch (label.verdict()) {
      case YES -> {
        label.className().ifPresent(out::remove);
        yield new WindowState(label.className(), out, false, false);
      }
      case NO -> {
        label.className().ifPresent(out::add);
        yield new WindowState(
            className.filter(name -> !out.contains(name)), out, somethingElse, false);
      }
      case SOMETHING_ELSE -> new WindowState(Optional.empty(), out, true, false);
      case SKIPPED -> new WindowState(className, out, somethingElse, true);
    };
  }
}
