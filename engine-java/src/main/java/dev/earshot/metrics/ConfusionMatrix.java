package dev.earshot.metrics;

import java.util.stream.IntStream;

/**
 * The number of rows for each pair of a true and a predicted class. In the matrix, rows are true
 * classes and columns are predicted classes.
 */
public final class ConfusionMatrix {
  private final int classes;
  private final int[] counts;

  private ConfusionMatrix(int classes, int[] counts) {
    this.classes = classes;
    this.counts = counts;
  }

  /**
   * Counts pairs of true and predicted classes.
   *
   * @param truth n true classes, each in [0, classes)
   * @param predicted n predicted classes, each in [0, classes)
   * @param classes the number of classes
   * @throws IllegalArgumentException if there are no rows, lengths differ, or a class is not in [0,
   *     classes)
   */
  public static ConfusionMatrix of(int[] truth, int[] predicted, int classes) {
    if (truth.length == 0 || truth.length != predicted.length) {
      throw new IllegalArgumentException(
          "%s true and %s predicted classes; expected as many of each, at least one"
              .formatted(truth.length, predicted.length));
    }
    var counts = new int[classes * classes];
    for (int row = 0; row < truth.length; row++) {
      if (Math.min(truth[row], predicted[row]) < 0
          || Math.max(truth[row], predicted[row]) >= classes) {
        throw new IllegalArgumentException(
            "row %s: true class %s, predicted class %s; expected 0 to %s"
                .formatted(row, truth[row], predicted[row], classes - 1));
      }
      counts[truth[row] * classes + predicted[row]]++;
    }
    return new ConfusionMatrix(classes, counts);
  }

  /** The number of classes. */
  public int classes() {
    return classes;
  }

  /** The number of rows of class {@code truth} that were predicted as {@code predicted}. */
  public int count(int truth, int predicted) {
    return counts[truth * classes + predicted];
  }

  /** The number of rows whose true class is this one. */
  public int support(int truth) {
    return IntStream.range(0, classes).map(predicted -> count(truth, predicted)).sum();
  }

  /** The number of rows that were predicted as this class. */
  public int predicted(int predicted) {
    return IntStream.range(0, classes).map(truth -> count(truth, predicted)).sum();
  }

  /** The fraction of a class's rows that were recognised; 0 if it has no rows. */
  public double recall(int cls) {
    return ratio(count(cls, cls), support(cls));
  }

  /** The fraction of a class's predictions that are right; 0 if it was never predicted. */
  public double precision(int cls) {
    return ratio(count(cls, cls), predicted(cls));
  }

  /** The harmonic mean of precision and recall; 0 if the class has no rows and no predictions. */
  public double f1(int cls) {
    return ratio(2 * count(cls, cls), support(cls) + predicted(cls));
  }

  /** The fraction of rows that were recognised. */
  public double accuracy() {
    int right = IntStream.range(0, classes).map(cls -> count(cls, cls)).sum();
    return ratio(right, IntStream.of(counts).sum());
  }

  /** The mean recall of the classes present (balanced accuracy, unweighted average recall). */
  public double unweightedAccuracy() {
    return IntStream.range(0, classes)
        .filter(cls -> support(cls) > 0)
        .mapToDouble(this::recall)
        .average()
        .orElseThrow();
  }

  private static double ratio(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
