package dev.earshot.cli.label;

import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.StoredVectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** What to label next. */
final class Suggestions {
  /** A window with the reason why it is suggested. */
  record Suggestion(CollectedWindow window, String why) {}

  private static final int MOST_CANDIDATES = 2000;

  private Suggestions() {}

  /** The next windows to label, no two of which overlap. */
  static List<Suggestion> next(WindowLists lists, StoredVectors vectors, int most) {
    var open = new ArrayList<>(lists.windows().stream().filter(lists::isOpen).toList());
    Collections.shuffle(open, new Random(lists.states().size()));
    var some = open.subList(0, Math.min(open.size(), MOST_CANDIDATES));
    if (lists.guesses().isPresent()) {
      some.sort(
          Comparator.comparingDouble(window ->
              lists
                  .guesses()
                  .get()
                  .guess(window.id(), lists.state(window))
                  .map(Guesses.Guess::probability)
                  .orElse(0.0)));
    }
    var chosen = new ArrayList<Suggestion>();
    for (var window : some) {
      if (chosen.size() < most
          && chosen.stream().noneMatch(other -> Similar.overlap(window, other.window()))) {
        chosen.add(new Suggestion(window, lists.guesses().isPresent() ? "an unsure guess" : ""));
      }
    }
    return chosen;
  }
}
