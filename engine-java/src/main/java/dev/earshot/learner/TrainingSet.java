package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.compute.NearestRows;
import dev.earshot.data.Standardizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Vectors to learn from, with the classes of the labelled ones. Sets with the same vectors but
 * different labels have one cache for everything that depends on the vectors only, such as a
 * neighbour search. Cross-validation therefore computes it once. Only one thread may use a set.
 */
public final class TrainingSet {
  private final float[] x;
  private final int columns;
  private final int[] labels;
  private final int classes;

  /** Cache of results that depend on the vectors only. All sets with these vectors use it. */
  // Keys are texts: Java would make code for equals and hashCode of records at each start.
  private final Map<String, Object> ofVectors;

  /** Cache of results that depend on vectors and labels. */
  private final Map<String, Object> ofLabels = new HashMap<>();

  /**
   * @param x n x d features, row-major
   * @param columns d
   * @param labels n classes, -1 for unlabelled
   * @param classes number of classes; at least two, each with a labelled row
   * @throws IllegalArgumentException if sizes disagree or a class has no labelled row
   */
  public TrainingSet(float[] x, int columns, int[] labels, int classes) {
    this(x, columns, labels, classes, new HashMap<>());
  }

  private TrainingSet(
      float[] x, int columns, int[] labels, int classes, Map<String, Object> ofVectors) {
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
          labels[row] >= -1 && labels[row] < classes, "label %s in row %s", labels[row], row);
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
    this.ofVectors = ofVectors;
  }

  /** The same vectors with other labels. */
  public TrainingSet withLabels(int[] others) {
    return new TrainingSet(x, columns, others, classes, ofVectors);
  }

  /**
   * The same labels with other vectors.
   *
   * @param others n x columnsOfOthers, row-major, in the same order of rows
   * @param columnsOfOthers number of features of the other vectors
   * @throws IllegalArgumentException if the number of vectors differs
   */
  public TrainingSet withVectors(float[] others, int columnsOfOthers) {
    return new TrainingSet(others, columnsOfOthers, labels, classes);
  }

  /** A set of these vectors, which have d columns and the labels of this set's first rows. */
  TrainingSet firstRows(float[] vectors) {
    return new TrainingSet(
        vectors, columns, Arrays.copyOf(labels, vectors.length / columns), classes);
  }

  /** The set without some rows. They count neither as labelled nor as unlabelled. */
  public TrainingSet without(int[] rows) {
    boolean[] excluded = new boolean[labels.length];
    for (int row : rows) {
      excluded[row] = true;
    }
    return select(IntStream.range(0, labels.length).filter(row -> !excluded[row]).toArray());
  }

  /** The given rows, in the given order. */
  private TrainingSet select(int[] rows) {
    int[] chosen = Arrays.stream(rows).map(row -> labels[row]).toArray();
    return new TrainingSet(vectors(rows), columns, chosen, classes);
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

  /** The vectors, n x d row-major. The caller must not write to them. */
  public float[] x() {
    return x;
  }

  /** Each row's class, -1 for unlabelled. The array is a copy. */
  public int[] labels() {
    return labels.clone();
  }

  /** The rows of a class, ascending. Class -1 gives the unlabelled rows. */
  public int[] rowsOf(int label) {
    return IntStream.range(0, labels.length).filter(row -> labels[row] == label).toArray();
  }

  /** The rows with a label, ascending. */
  public int[] labelled() {
    return IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).toArray();
  }

  /** The rows of each class. */
  public int[][] byClass() {
    return IntStream.range(0, classes).mapToObj(this::rowsOf).toArray(int[][]::new);
  }

  /** Each class's fraction of the labels. */
  public double[] classFractions() {
    int[] labelled = labelled();
    double[] fractions = new double[classes];
    for (int row : labelled) {
      fractions[labels[row]] += 1.0 / labelled.length;
    }
    return fractions;
  }

  /** Some rows' vectors, row-major. */
  public float[] vectors(int[] rows) {
    float[] chosen = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(x, rows[i] * columns, chosen, i * columns, columns);
    }
    return chosen;
  }

  /**
   * Each row's k nearest other rows from near to far, n x k row-major. It is filled with -1 if
   * there are fewer than k.
   */
  int[] nearest(int k, Backend backend) {
    return cached(
        ofVectors, "nearest rows, k " + k, () -> NearestRows.ofOthers(x, columns, k, backend));
  }

  /**
   * The mean and standard deviation of each column over all rows.
   *
   * @param bound the bound on the magnitude of standardised values; 0 for none
   */
  public Standardizer standardizer(double bound) {
    return cached(
        ofVectors, "standardizer, bound " + bound, () -> Standardizer.of(x, columns, bound));
  }

  /**
   * The same set with standardised vectors.
   *
   * @param bound the bound on the magnitude of standardised values; 0 for none
   */
  public TrainingSet standardized(double bound) {
    // Sets with other labels use the same vectors, but each set has its own cache for labels.
    String key = "standardized, bound " + bound;
    TrainingSet first =
        cached(ofVectors, key, () -> withVectors(standardizer(bound).apply(x), columns));
    return cached(ofLabels, key, () -> first.withLabels(labels));
  }

  /**
   * The labelled rows, ascending, then all unlabelled rows. The unlabelled rows are ordered so that
   * the first {@code mostUnlabelled} are spread evenly over the set. Nothing keeps the copy.
   */
  TrainingSet labelledFirst(int mostUnlabelled) {
    return select(order(mostUnlabelled));
  }

  private int[] order(int mostUnlabelled) {
    int[] unlabelled = rowsOf(-1);
    int wanted = Math.min(mostUnlabelled, unlabelled.length);
    int stride = wanted == 0 ? 1 : Math.ceilDiv(unlabelled.length, wanted);
    IntStream spread =
        IntStream.range(0, Math.min(stride, unlabelled.length))
            .flatMap(offset ->
                IntStream.iterate(offset, i -> i < unlabelled.length, i -> i + stride)
                    .map(i -> unlabelled[i]));
    return IntStream.concat(IntStream.of(labelled()), spread).toArray();
  }

  /** The set with at most the given number of unlabelled rows, spread evenly over the set. */
  TrainingSet limited(int mostUnlabelled) {
    int labelled = labelled().length;
    return rows() - labelled <= mostUnlabelled
        ? this
        : select(Arrays.copyOf(order(mostUnlabelled), labelled + mostUnlabelled));
  }

  /** The supplier's result for this set. It is computed once for each key. */
  <T> T derived(String key, Supplier<T> supplier) {
    return cached(ofLabels, key, supplier);
  }

  @SuppressWarnings("unchecked") // A key belongs to one place, which always makes one type.
  private static <T> T cached(Map<String, Object> cache, String key, Supplier<T> supplier) {
    Object found = cache.get(key);
    if (found == null) {
      found = supplier.get();
      cache.put(key, found);
    }
    return (T) found;
  }
}
