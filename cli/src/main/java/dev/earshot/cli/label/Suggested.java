package dev.earshot.cli.label;

import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.StoredVectors;
import dev.earshot.compute.backends.Backends;
import dev.earshot.suggest.Guesses;
import dev.earshot.suggest.Strategy;
import dev.earshot.suggest.Suggester;
import dev.earshot.suggest.Suggestion;
import dev.earshot.suggest.Suggestion.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A window to label next, with the reason why it is suggested. */
record Suggested(CollectedWindow window, String why) {
  /** Windows without a label that are looked at. */
  private static final int MOST_OPEN = 3000;

  /** Every tenth is drawn at random, so that accuracy can be estimated honestly. */
  private static final int RANDOM_EVERY = 10;

  /** How many more are asked for, in place of those that overlap. */
  private static final int SPARE = 2;

  /**
   * The next windows to label, the best first. No two of them overlap.
   *
   * @param most how many
   * @throws InterruptedException if the thread is interrupted
   */
  static List<Suggested> next(WindowLists lists, StoredVectors vectors, int most)
      throws InterruptedException {
    var open = new ArrayList<>(lists.windows().stream().filter(lists::isOpen).toList());
    if (open.isEmpty()) {
      return List.of();
    }
    // Another sample after each label.
    Collections.shuffle(open, new Random(lists.states().size()));
    var pool =
        new ArrayList<>(
            lists.windows().stream().filter(window -> lists.label(window).isPresent()).toList());
    var labels =
        pool.stream().flatMap(window -> lists.label(window).stream()).distinct().sorted().toList();
    pool.addAll(open.subList(0, Math.min(open.size(), MOST_OPEN)));
    var classes =
        lists
            .guesses()
            .map(WindowGuesses::classes)
            .filter(known -> known.containsAll(labels))
            .orElse(labels);
    var data = WindowTable.of(lists.collection(), vectors, pool, lists::label, classes);
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
      return apart(found, pool, most);
    }
  }

  /**
   * Those that do not overlap. Of these, some stay that were drawn at random, as many as there are
   * among all: they come last.
   */
  private static List<Suggested> apart(
      List<Suggestion> found, List<CollectedWindow> pool, int most) {
    var byChance =
        found.stream().collect(Collectors.partitioningBy(each -> each.reason() == Reason.RANDOM));
    var random = new ArrayList<Suggested>();
    byChance.get(true).forEach(each -> add(each, pool, most / RANDOM_EVERY, List.of(), random));
    var chosen = new ArrayList<Suggested>();
    byChance.get(false).forEach(each -> add(each, pool, most - random.size(), random, chosen));
    chosen.addAll(random);
    return chosen;
  }

  private static void add(
      Suggestion found,
      List<CollectedWindow> pool,
      int most,
      List<Suggested> others,
      List<Suggested> chosen) {
    var window = pool.get(found.row());
    if (chosen.size() < most
        && Stream.concat(others.stream(), chosen.stream())
            .noneMatch(other -> Similar.overlap(window, other.window()))) {
      chosen.add(new Suggested(window, found.reason().words()));
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
