package dev.earshot.base;

/** The most probable class. */
public final class MostProbable {
  private MostProbable() {}

  /**
   * The most probable class of each row. If several are equal, the first is taken.
   *
   * @param probabilities n x classes, row-major
   * @param classes the number of classes
   * @throws IllegalArgumentException if the size is not a multiple of {@code classes} or a number
   *     is NaN
   */
  public static int[] of(float[] probabilities, int classes) {
    if (classes < 1 || probabilities.length % classes != 0) {
      throw new IllegalArgumentException(
          "%s probabilities are not rows of %s".formatted(probabilities.length, classes));
    }
    var best = new int[probabilities.length / classes];
    for (int i = 0; i < probabilities.length; i++) {
      int row = i / classes;
      if (Float.isNaN(probabilities[i])) {
        throw new IllegalArgumentException(
            "the probability of class %s in row %s is NaN".formatted(i % classes, row));
      }
      if (probabilities[i] > probabilities[row * classes + best[row]]) {
        best[row] = i % classes;
      }
    }
    return best;
  }
}
