package dev.earshot.collection;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a model says of windows. The arrays are not copied and must not be changed afterwards.
 *
 * @param model a name for the model, such as its folder
 * @param when when it was applied
 * @param classes its classes
 * @param windows the numbers of the windows, ascending
 * @param probabilities windows x classes, row-major
 */
public record Predictions(
    String model, Instant when, List<String> classes, int[] windows, float[] probabilities) {
  private static final float ROUNDING = 1e-3f;

  /** Checks the sizes, the order and the probabilities. */
  public Predictions {
    classes = List.copyOf(classes);
    if (classes.isEmpty() || probabilities.length != (long) windows.length * classes.size()) {
      throw new IllegalArgumentException(
          "%s probabilities for %s windows and %s classes"
              .formatted(probabilities.length, windows.length, classes.size()));
    }
    for (float probability : probabilities) {
      if (!(probability >= 0 && probability <= 1 + ROUNDING)) {
        throw new IllegalArgumentException("a probability of " + probability);
      }
    }
    if (IntStream.range(1, windows.length).anyMatch(i -> windows[i] <= windows[i - 1])) {
      throw new IllegalArgumentException("the numbers of windows are not ascending");
    }
  }

  /** The probabilities of a window, by class; nothing if the model was not applied to it. */
  public Optional<float[]> of(int window) {
    int at = Arrays.binarySearch(windows, window);
    return at < 0
        ? Optional.empty()
        : Optional.of(
            Arrays.copyOfRange(probabilities, at * classes.size(), (at + 1) * classes.size()));
  }
}
