package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.NearestRows;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Vectors to learn from, with the classes of some. Those with the same vectors but other labels
 * share the search for neighbours, so that cross-validation does it once. Belongs to one thread.
 */
public final class TrainingSet {
  private final float[] x;
  private final int columns;
  private final int[] labels;
  private final int classes;
  private final Map<Integer, int[]> nearestByCount;

  /**
   * @param x n x d standardised features, row-major
   * @param columns d
   * @param labels n classes, -1 for unlabelled
   * @param classes number of classes; at least two, each with a labelled row
   */
  public TrainingSet(float[] x, int columns, int[] labels, int classes) {
    this(x, columns, labels, classes, new HashMap<>());
  }

  private TrainingSet(
      float[] x, int columns, int[] labels, int classes, Map<Integer, int[]> nearestByCount) {
    Checks.require(classes >= 2, "%s class; learning needs at least two", classes);
    Checks.require(
        x.length == (long) labels.length * columns,
        "x has %s numbers, expected %s rows x %s columns",
        x.length,
        labels.length,
        columns);
    boolean[] present = new boolean[classes];
    for (int row = 0; row < labels.length; row++) {
      Checks.require(
          labels[row] >= -1 && labels[row] < classes, "label %d in row %d", labels[row], row);
      if (labels[row] >= 0) {
        present[labels[row]] = true;
      }
    }
    for (int c = 0; c < classes; c++) {
      Checks.require(present[c], "class %s has no labelled row to learn from", c);
    }
    this.x = x;
    this.columns = columns;
    this.labels = labels.clone();
    this.classes = classes;
    this.nearestByCount = nearestByCount;
  }

  /** The same vectors with other labels. */
  public TrainingSet withLabels(int[] others) {
    return new TrainingSet(x, columns, others, classes, nearestByCount);
  }

  /** n, the number of rows. */
  public int rows() {
    return labels.length;
  }

  /** d, the number of features. */
  public int columns() {
    return columns;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** The vectors, n x d row-major; not to be written to. */
  float[] x() {
    return x;
  }

  /** Each row's class, -1 for unlabelled; the caller's own. */
  public int[] labels() {
    return labels.clone();
  }

  /** The rows of a class, or with -1 those of none, ascending. */
  int[] rowsOf(int label) {
    return IntStream.range(0, labels.length).filter(row -> labels[row] == label).toArray();
  }

  /** The rows with a label, ascending. */
  int[] labelled() {
    return IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).toArray();
  }

  /** The rows of each class. */
  int[][] byClass() {
    return IntStream.range(0, classes).mapToObj(this::rowsOf).toArray(int[][]::new);
  }

  /** Some rows' vectors, row-major. */
  float[] vectors(int[] rows) {
    float[] chosen = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(x, rows[i] * columns, chosen, i * columns, columns);
    }
    return chosen;
  }

  /**
   * Each row's k nearest other rows from near to far, n x k row-major; -1 where there are fewer.
   */
  int[] nearest(int k, Backend backend) {
    return nearestByCount.computeIfAbsent(
        k,
        count -> {
          return NearestRows.ofOthers(x, columns, count, backend);
        });
  }
}
