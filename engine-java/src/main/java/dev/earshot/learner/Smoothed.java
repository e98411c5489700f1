package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.compute.NearestRows;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.Standardizer;
import dev.earshot.format.NumberArray;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Standardises and smooths rows for another learner. A smoothed row is {@code (x + mean of the k
 * nearest) / 2}, where the nearest training rows may be labelled or unlabelled. This is what a
 * graph convolution with self weight k computes before its weight matrix.
 *
 * @param inner the learner that gets the smoothed rows
 */
public record Smoothed(Learner inner) implements Learner {
  static final String KIND = "smoothed";

  /** Number of neighbours, unless the training set is too small. */
  private static final int NEIGHBORS = 8;

  /**
   * Largest number of training rows that are kept for the neighbour search, unless more are learnt
   * from. All labelled rows are among them; the others are spread evenly over the set.
   */
  public static final int MOST_REFERENCES = 20_000;

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    // Candidates that differ only in their penalty have the same key.
    Prepared prepared =
        data.derived(
            "smoothed, unlabelled rows " + inner.mostUnlabelled(), () -> prepare(data, backend));
    return new Applied(prepared.smoothing(), inner.fit(prepared.rows(), seed, backend));
  }

  private Prepared prepare(TrainingSet data, Backend backend) {
    TrainingSet ordered = data.labelledFirst(inner.mostUnlabelled());
    int labelled = data.labelled().length;
    int learntFrom = labelled + Math.min(inner.mostUnlabelled(), data.rows() - labelled);
    Smoothing smoothing = Smoothing.of(ordered, learntFrom);
    return new Prepared(smoothing, ordered.firstRows(smoothing.ofReferences(learntFrom, backend)));
  }

  /** The rows that the inner learner gets, and the smoothing that made them. */
  private record Prepared(Smoothing smoothing, TrainingSet rows) {}

  @Override
  public int mostUnlabelled() {
    return inner.mostUnlabelled();
  }

  /**
   * Standardises and smooths rows. Immutable by contract: nobody writes to the references.
   *
   * @param standardizer the training rows' column statistics
   * @param neighbors k
   * @param references training rows, standardised, row-major; at least k of them
   */
  public record Smoothing(Standardizer standardizer, int neighbors, float[] references) {
    public Smoothing {
      int columns = standardizer.mean().length;
      Checks.require(
          columns > 0 && references.length % columns == 0 && references.length > 0,
          "%s numbers are not rows of %s",
          references.length,
          columns);
      Checks.require(
          neighbors >= 0 && neighbors <= references.length / columns,
          "%s neighbours among %s rows",
          neighbors,
          references.length / columns);
      Checks.finite(references, "references");
    }

    /** Smooths by the first rows of a training set, of which it keeps at least the given number. */
    public static Smoothing of(TrainingSet data, int atLeast) {
      int count = Math.min(data.rows(), Math.max(MOST_REFERENCES, atLeast));
      Standardizer standardizer = data.standardizer(FeatureMap.BOUND);
      float[] first = Arrays.copyOf(data.x(), Math.multiplyExact(count, data.columns()));
      return new Smoothing(standardizer, Math.min(NEIGHBORS, count - 1), standardizer.apply(first));
    }

    /** d, features of a row. */
    public int columns() {
      return standardizer.mean().length;
    }

    /** The number of reference rows, among which neighbours are searched. */
    public int size() {
      return references.length / columns();
    }

    /**
     * Smooths new rows.
     *
     * @param x n x d, not standardised yet
     * @return n x d
     */
    public float[] apply(float[] x, Backend backend) {
      return smooth(standardizer.apply(x), neighbors, false, backend);
    }

    /**
     * Like {@link #apply}, with the references copied to a backend once, for at most {@code rows}
     * rows.
     */
    public UnaryOperator<float[]> on(int rows, Backend backend) {
      if (neighbors == 0) {
        return standardizer::apply;
      }
      NearestRows.Search search =
          NearestRows.among(references, columns(), neighbors, rows, backend);
      return x -> {
        float[] own = standardizer.apply(x);
        return mix(own, search.nearest(own), neighbors, false);
      };
    }

    /** Smooths the given number of first references. No reference is its own neighbour. */
    public float[] ofReferences(int count, Backend backend) {
      float[] own = Arrays.copyOf(references, count * columns());
      return smooth(own, Math.min(neighbors + 1, size()), true, backend);
    }

    private float[] smooth(float[] own, int sought, boolean areReferences, Backend backend) {
      int columns = columns();
      int n = own.length / columns;
      if (neighbors == 0 || n == 0) {
        return own;
      }
      return mix(
          own, NearestRows.of(own, references, columns, sought, backend), sought, areReferences);
    }

    private float[] mix(float[] own, int[] nearest, int sought, boolean areReferences) {
      int columns = columns();
      int n = own.length / columns;
      float[] smooth = new float[own.length];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < columns; j++) {
          smooth[i * columns + j] = 0.5f * own[i * columns + j];
        }
        // A reference finds itself as its nearest row, unless others are equal to it.
        int taken = 0;
        for (int v = 0; v < sought && taken < neighbors; v++) {
          int other = nearest[i * sought + v];
          if (!areReferences || other != i) {
            taken++;
            for (int j = 0; j < columns; j++) {
              smooth[i * columns + j] += 0.5f / neighbors * references[other * columns + j];
            }
          }
        }
      }
      return smooth;
    }
  }

  /**
   * Smooths vectors and classifies them.
   *
   * @param smoothing applied to each vector first
   * @param inner classifies the smoothed vectors
   */
  public record Applied(Smoothing smoothing, Classifier inner) implements Classifier {
    public Applied {
      Checks.require(
          smoothing.columns() == inner.columns(),
          "a classifier of %s columns on features smoothed over %s",
          inner.columns(),
          smoothing.columns());
    }

    /** The stored values that are not tensors. */
    private record Settings(int neighbors, double bound) {}

    @Override
    public int columns() {
      return inner.columns();
    }

    @Override
    public int classes() {
      return inner.classes();
    }

    @Override
    public float[] probabilities(float[] x, Backend backend) {
      return inner.probabilities(smoothing.apply(x, backend), backend);
    }

    @Override
    public ReadyClassifier on(FeatureMap map, int rows, Backend backend) {
      UnaryOperator<float[]> smooth = smoothing.on(rows, backend);
      ReadyClassifier ready = inner.on(FeatureMap.plain(columns()), rows, backend);
      return x -> ready.probabilities(smooth.apply(map.apply(x)));
    }

    @Override
    public int hiddenLayers() {
      return inner.hiddenLayers();
    }

    @Override
    public float[] embed(FeatureMap map, float[] x, Backend backend) {
      float[] mapped = map.apply(x);
      return inner.hiddenLayers() == 0
          ? smoothing.standardizer().apply(mapped)
          : inner.embed(FeatureMap.plain(columns()), smoothing.apply(mapped, backend), backend);
    }

    @Override
    public int parameters() {
      return inner.parameters();
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public void write(ClassifierStore store) {
      store.put(new Settings(smoothing.neighbors(), smoothing.standardizer().clip()));
      store.put("standardizer", smoothing.standardizer());
      store.put(
          "references",
          NumberArray.of(smoothing.references(), smoothing.size(), smoothing.columns()));
      store.part("inner").put(inner);
    }

    static Applied read(ClassifierStore store) {
      Settings settings = store.settings(Settings.class);
      return new Applied(
          new Smoothing(
              store.standardizer("standardizer", settings.bound()),
              settings.neighbors(),
              store.tensor("references").toFloats()),
          store.part("inner").classifier());
    }
  }
}
