package dev.earshot.cli.label;

import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.StoredVectors;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Dataset;
import dev.earshot.suggest.Guesses;
import dev.earshot.suggest.Strategy;
import dev.earshot.suggest.Suggester;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A window to label next, with the reason why it is suggested. */
record Suggestions(CollectedWindow window, String why) {
  /** Windows without a label that are looked at. */
  private static final int MOST_OPEN = 3000;

  /** How many more are asked for, in place of those that overlap. */
  private static final int SPARE = 2;

  /**
   * The next windows to label, the best first. No two of them overlap.
   *
   * @param most how many
   * @throws InterruptedException if the thread is interrupted
   */
  static List<Suggestions> next(WindowLists lists, StoredVectors vectors, int most)
      throws InterruptedException {
    var open = new ArrayList<>(lists.windows().stream().filter(lists::isOpen).toList());
    if (open.isEmpty()) {
      return List.of();
    }
    // Labels make other windows worth a label, so the sample may be another one after each.
    Collections.shuffle(open, new Random(lists.states().size()));
    var pool = new ArrayList<>(lists.windows().stream().filter(window -> lists.label(window).isPresent()).toList());
    pool.addAll(open.subList(0, Math.min(open.size(), MOST_OPEN)));
    var classes =
        lists
            .guesses()
            .map(WindowGuesses::classes)
            .filter(known -> pool.stream().flatMap(w -> lists.label(w).stream()).allMatch(known::contains))
            .orElseGet(() ->
                pool.stream().flatMap(w -> lists.label(w).stream()).distinct().sorted().toList());
    var data = lists.table(pool, classes, vectors);
    var suggester = new Suggester(Strategy.MIXED, SPARE * most, lists.states().size());
    try (var backend =
        Backends.choose(Backends.AUTO)
            .provider()
            .open(Runtime.getRuntime().availableProcessors())) {
      var guesses = guesses(lists, pool, classes);
      var found =
          guesses.isPresent()
              ? suggester.suggest(data, guesses.get(), backend)
              : suggester.suggest(data, backend);
      var chosen = new ArrayList<Suggestions>();
      for (var each : found) {
        var window = pool.get(each.row());
        if (chosen.size() < most
            && chosen.stream().noneMatch(other -> Similar.overlap(window, other.window()))) {
          chosen.add(new Suggestions(window, each.reason().words()));
        }
      }
      return chosen;
    }
  }

  /** What the model thinks of these windows, if it knows all classes and windows. */
  private static Optional<Guesses> guesses(
      WindowLists lists, List<CollectedWindow> pool, List<String> classes) {
    var known = lists.guesses().filter(each -> each.classes().equals(classes));
    if (known.isEmpty()) {
      return Optional.empty();
    }
    var all = new float[pool.size() * classes.size()];
    for (int i = 0; i < pool.size(); i++) {
      var own = known.get().of(pool.get(i).id());
      if (own.isEmpty()) {
        return Optional.empty();
      }
      System.arraycopy(own.get(), 0, all, i * classes.size(), classes.size());
    }
    return Optional.of(new Guesses(all, classes.size()));
  }
}
