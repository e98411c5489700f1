package dev.earshot.cli.label;

import dev.earshot.Span;
import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.Label;
import dev.earshot.collection.LabelSource;
import dev.earshot.collection.SoundCollection;
import dev.earshot.collection.Verdict;
import dev.earshot.collection.WindowState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the page shows of the collection.
 *
 * @param collection the collection
 * @param windows its windows, by ascending number
 * @param states what labels say of each window that has some
 * @param guesses what the model thinks of them; empty if nothing was learnt yet
 */
record WindowLists(
    SoundCollection collection,
    List<CollectedWindow> windows,
    Map<Integer, WindowState> states,
    Optional<WindowGuesses> guesses) {

  /**
   * A class of the page.
   *
   * @param yes windows labelled with it
   * @param no windows that a label says are not of it
   */
  record ClassCount(String name, long yes, long no) {}

  /**
   * A window of a list.
   *
   * @param window its number
   * @param label its class, or that it is something else; empty if it has none
   * @param not the classes that it is not of
   * @param why why it is in the list
   */
  record Item(
      int window,
      String recording,
      double start,
      double end,
      Optional<WindowGuesses.Guess> guess,
      Optional<String> label,
      List<String> not,
      boolean skipped,
      String why) {}

  /** What labels say of a window. */
  WindowState state(CollectedWindow window) {
    return states.getOrDefault(window.id(), WindowState.NONE);
  }

  /** What a window counts as in learning. */
  Optional<String> label(CollectedWindow window) {
    return Lesson.classOf(state(window));
  }

  /** Whether somebody may still be asked about a window. */
  boolean isOpen(CollectedWindow window) {
    var state = state(window);
    return !state.isDecided() && !state.skipped() && !window.recording().missing();
  }

  /** A window for a list. */
  Item item(CollectedWindow window, String why) {
    var state = state(window);
    return new Item(
        window.id(),
        window.recording().name(),
        window.span().start(),
        Math.min(window.span().end(), window.recording().seconds()),
        guesses.flatMap(known -> known.guess(window.id(), state)),
        label(window),
        state.excluded().stream().sorted().toList(),
        state.skipped(),
        why);
  }

  /** The classes that labels name, in the order of their first labels: a new one comes last. */
  List<ClassCount> classes() {
    return collection.labels().stream()
        .flatMap(label -> label.className().stream())
        .distinct()
        .map(name ->
            new ClassCount(
                name,
                count(state -> state.className().equals(Optional.of(name))),
                count(state -> state.excluded().contains(name))))
        .toList();
  }

  private long count(Predicate<WindowState> test) {
    return states.values().stream().filter(test).count();
  }

  /** How many windows have a class, or are something else. */
  long labelled() {
    return count(state -> Lesson.classOf(state).isPresent());
  }

  /** Windows of a class by the model, surest first, or least sure first. */
  List<CollectedWindow> guessed(String name, boolean surest) {
    Comparator<CollectedWindow> byProbability =
        Comparator.comparingDouble(window -> probability(window, name));
    return windows.stream()
        .filter(this::isOpen)
        .filter(window ->
            guesses
                .flatMap(known -> known.guess(window.id(), state(window)))
                .filter(guess -> guess.name().equals(name))
                .isPresent())
        .sorted(surest ? byProbability.reversed() : byProbability)
        .toList();
  }

  private double probability(CollectedWindow window, String name) {
    return guesses
        .flatMap(known -> known.guess(window.id(), state(window)))
        .filter(guess -> guess.name().equals(name))
        .map(WindowGuesses.Guess::probability)
        .orElse(0.0);
  }

  /** The label that would be taken back next, in words. */
  Optional<String> last() {
    return collection.labels().stream()
        .filter(label -> label.source() == LabelSource.PERSON)
        .reduce((_, later) -> later)
        .map(this::words);
  }

  /** A label in words, such as {@code dog for yard.wav, 5 s}. */
  String words(Label label) {
    var window = windows.stream().filter(each -> each.id() == label.window()).findAny();
    var place =
        window
            .map(each ->
                "%s, %s s".formatted(each.recording().name(), Span.text(each.span().start())))
            .orElse("a window that is no longer there");
    return "%s for %s".formatted(words(label.verdict(), label.className()), place);
  }

  private static String words(Verdict verdict, Optional<String> name) {
    return switch (verdict) {
      case YES -> name.orElseThrow();
      case NO -> "not " + name.orElseThrow();
      case SOMETHING_ELSE -> Lesson.SOMETHING_ELSE;
      case SKIPPED -> "skipped";
    };
  }
}
