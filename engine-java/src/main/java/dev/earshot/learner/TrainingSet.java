package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.NearestRows;
import dev.earshot.data.Standardizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Vectors to learn from, with the classes of some. Sets with the same vectors but other labels
 * share what depends on the vectors alone, such as a search for neighbours, so that
 * cross-validation does it once. Belongs to one thread.
 */
public final class TrainingSet {
  private final float[] x;
  private final int columns;
  private final int[] labels;
  private final int classes;

  /** What was computed of the vectors alone; of all sets with these vectors. */
  private final Map<Object, Object> ofVectors;

  /** What was computed of vectors and labels. */
  private final Map<Object, Object> ofLabels = new HashMap<>();

  private record NearestKey(int k) {}

  private record StandardizerKey(double bound) {}

  private record StandardizedKey(double bound) {}

  private record LabelledFirstKey(int mostUnlabelled) {}

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
      float[] x, int columns, int[] labels, int classes, Map<Object, Object> ofVectors) {
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
    this.ofVectors = ofVectors;
  }

  /** The same vectors with other labels. */
  public TrainingSet withLabels(int[] others) {
    return new TrainingSet(x, columns, others, classes, ofVectors);
  }

  /** Other vectors, row by row, with the same labels. */
  public TrainingSet withVectors(float[] others, int columnsOfOthers) {
    return new TrainingSet(others, columnsOfOthers, labels, classes);
  }

  /** The first rows' labels with these vectors of as many columns, as many rows as there are. */
  TrainingSet firstRows(float[] vectors) {
    return new TrainingSet(
        vectors, columns, Arrays.copyOf(labels, vectors.length / columns), classes);
  }

  /** Without some rows: they are neither labelled nor unlabelled. */
  public TrainingSet without(int[] rows) {
    boolean[] excluded = new boolean[labels.length];
    for (int row : rows) {
      excluded[row] = true;
    }
    return select(IntStream.range(0, labels.length).filter(row -> !excluded[row]).toArray());
  }

  /** Some rows in this order. */
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

  /** The vectors, n x d row-major; not to be written to. */
  public float[] x() {
    return x;
  }

  /** Each row's class, -1 for unlabelled; the caller's own. */
  public int[] labels() {
    return labels.clone();
  }

  /** The rows of a class, or with -1 the unlabelled ones, ascending. */
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
   * Each row's k nearest other rows from near to far, n x k row-major; -1 where there are fewer.
   */
  int[] nearest(int k, Backend backend) {
    return cached(ofVectors, new NearestKey(k), () -> NearestRows.ofOthers(x, columns, k, backend));
  }

  /**
   * The statistics of all rows' columns.
   *
   * @param bound on the magnitude of what is standardised; 0 for none
   */
  public Standardizer standardizer(double bound) {
    return cached(ofVectors, new StandardizerKey(bound), () -> Standardizer.of(x, columns, bound));
  }

  /** The same set with standardised vectors. */
  public TrainingSet standardized(double bound) {
    // The vectors are shared by sets with other labels; what is cached for labels is this set's.
    TrainingSet first =
        cached(
            ofVectors,
            new StandardizedKey(bound),
            () -> withVectors(standardizer(bound).apply(x), columns));
    return cached(ofLabels, new StandardizedKey(bound), () -> first.withLabels(labels));
  }

  /**
   * The labelled rows, ascending, then all others in an order in which the first {@code
   * mostUnlabelled} are from everywhere.
   */
  TrainingSet labelledFirst(int mostUnlabelled) {
    return cached(
        ofLabels,
        new LabelledFirstKey(mostUnlabelled),
        () -> {
          int[] unlabelled = rowsOf(-1);
          int wanted = Math.min(mostUnlabelled, unlabelled.length);
          int stride = wanted == 0 ? 1 : Math.ceilDiv(unlabelled.length, wanted);
          IntStream spread =
              IntStream.range(0, Math.min(stride, unlabelled.length))
                  .flatMap(offset ->
                      IntStream.iterate(offset, i -> i < unlabelled.length, i -> i + stride)
                          .map(i -> unlabelled[i]));
          return select(IntStream.concat(IntStream.of(labelled()), spread).toArray());
        });
  }

  /** With at most so many unlabelled rows, from everywhere in the set. */
  TrainingSet limited(int mostUnlabelled) {
    int labelled = labelled().length;
    if (rows() - labelled <= mostUnlabelled) {
      return this;
    }
    TrainingSet ordered = labelledFirst(mostUnlabelled);
    return ordered.firstRows(
        Arrays.copyOf(ordered.x, Math.multiplyExact(labelled + mostUnlabelled, columns)));
  }

  /** What the supplier makes of this set, made once for each key. */
  <T> T derived(Object key, Supplier<T> supplier) {
    return cached(ofLabels, key, supplier);
  }

  @SuppressWarnings("unchecked") // A key's class belongs to one place, which always makes one type.
  private static <T> T cached(Map<Object, Object> cache, Object key, Supplier<T> supplier) {
    Object found = cache.get(key);
    if (found == null) {
      found = supplier.get();
      cache.put(key, found);
    }
    return (T) found;
  }
}
