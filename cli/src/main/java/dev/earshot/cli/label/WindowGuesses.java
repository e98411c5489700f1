package dev.earshot.cli.label;

import dev.earshot.collection.Predictions;
import dev.earshot.collection.WindowState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the model thinks of windows.
 *
 * @param predictions those of the collection
 * @param heldOut probabilities of labelled windows by models that have not learnt from them, by
 *     window; they count in place of the others
 */
record WindowGuesses(Predictions predictions, Map<Integer, float[]> heldOut) {
  /**
   * A class with its probability.
   *
   * @param second the next probable class
   */
  record Guess(String name, double probability, Optional<Guess> second) {}

  /** The names of the classes. */
  List<String> classes() {
    return predictions.classes();
  }

  /** The probability of each class, if the model was applied to this window. */
  Optional<float[]> of(int window) {
    return Optional.ofNullable(heldOut.get(window)).or(() -> predictions.of(window));
  }

  /**
   * The most probable classes of a window, among those that no label excludes. Their probabilities
   * are scaled to add up to 1.
   */
  Optional<Guess> guess(int window, WindowState state) {
    return of(window).flatMap(probabilities -> guess(probabilities, state));
  }

  private Optional<Guess> guess(float[] probabilities, WindowState state) {
    var possible =
        IntStream.range(0, probabilities.length)
            .filter(c -> !state.excluded().contains(classes().get(c)))
            .boxed()
            .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
            .toList();
    double sum = possible.stream().mapToDouble(c -> probabilities[c]).sum();
    if (possible.isEmpty() || sum <= 0) {
      return Optional.empty();
    }
    var second =
        possible.stream()
            .skip(1)
            .findFirst()
            .map(c -> new Guess(classes().get(c), probabilities[c] / sum, Optional.empty()));
    int first = possible.getFirst();
    return Optional.of(new Guess(classes().get(first), probabilities[first] / sum, second));
  }
}
