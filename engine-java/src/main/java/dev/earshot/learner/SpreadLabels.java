package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NearestRows;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.data.FeatureMap;
import dev.earshot.format.NumberArray;
import java.util.Arrays;
import java.util.Optional;

/**
 * The result of label spreading (Zhou, Bousquet, Lal, Weston, Schoelkopf: "Learning with local and
 * global consistency", NIPS 2003): a distribution over the classes for each reference. A new vector
 * gets the mean of its k nearest references' distributions. Immutable by contract: nobody writes to
 * the arrays.
 *
 * @param neighbors k
 * @param columns d, the number of features of a vector
 * @param classes number of classes
 * @param references the training rows, n x d, row-major, with n at least k
 * @param distributions n x classes, row-major; a row sums to 1, or to 0 if no label has reached it
 */
public record SpreadLabels(
    int neighbors, int columns, int classes, float[] references, float[] distributions)
    implements Classifier {
  static final String KIND = "spread-labels";

  private static final int ITERATIONS = 30;
  private static final double ROUNDING = 1e-3;

  /**
   * @throws IllegalArgumentException if the arrays do not have these shapes, k is out of range, or
   *     a number is not finite
   */
  public SpreadLabels {
    Checks.require(
        columns > 0 && references.length % columns == 0,
        "%s numbers are not rows of %s",
        references.length,
        columns);
    int rows = references.length / columns;
    Checks.require(
        neighbors >= 1 && neighbors <= rows, "%s neighbours among %s vectors", neighbors, rows);
    Checks.require(
        distributions.length == (long) rows * classes,
        "%s numbers as distributions of %s vectors over %s classes",
        distributions.length,
        rows,
        classes);
    Checks.finite(references, "references");
    Checks.range("classes", classes, 1, MOST_CLASSES);
    for (float probability : distributions) {
      Checks.range("a distribution's probability", probability, 0, 1 + ROUNDING);
    }
  }

  /**
   * Spreads labels over the symmetric graph W that joins each vector to its k nearest,
   *
   * <pre>
   * F &lt;- alpha S F + (1 - alpha) Y,  S = D^-1/2 W D^-1/2,
   * </pre>
   *
   * <p>from F = Y, and divides each row of F by its sum.
   *
   * @param nearest n x k, each row's nearest other rows, as {@link NearestRows#ofOthers} gives them
   * @param alpha the neighbours' weight in a vector's new distribution, in (0, 1)
   * @param balanced whether each class has a total of 1 in Y; otherwise each label counts 1
   */
  static SpreadLabels of(
      TrainingSet data, int[] nearest, double alpha, boolean balanced, Backend backend) {
    int[] labels = data.labels();
    int classes = data.classes();
    Checks.require(alpha > 0 && alpha < 1, "alpha must be in (0, 1): %s", alpha);
    int n = labels.length;
    int k = nearest.length / n;
    float[] known = new float[n * classes];
    int[] counts = new int[classes];
    for (int label : labels) {
      if (label >= 0) {
        counts[label]++;
      }
    }
    for (int row = 0; row < n; row++) {
      if (labels[row] >= 0) {
        known[row * classes + labels[row]] = balanced ? 1f / counts[labels[row]] : 1;
      }
    }
    SparseMatrix graph = graph(n, nearest, backend);
    Matrix given = backend.newMatrix(n, classes);
    Matrix now = backend.newMatrix(n, classes);
    Matrix next = backend.newMatrix(n, classes);
    given.write(known);
    now.write(known);
    Epilogue none = new Epilogue(Optional.empty(), Activation.NONE);
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      backend.sparse().propagate(graph, now, none, next);
      backend.dense().add(alpha, next, 0, now);
      backend.dense().add(1 - alpha, given, 1, now);
    }
    float[] spread = new float[n * classes];
    now.read(spread);
    for (int row = 0; row < n; row++) {
      normalise(spread, row * classes, classes);
    }
    return new SpreadLabels(Math.min(k, n), data.columns(), classes, data.x(), spread);
  }

  private static SparseMatrix graph(int n, int[] nearest, Backend backend) {
    int k = nearest.length / n;
    SignedGraph graph = new SignedGraph();
    graph.clear(n);
    for (int i = 0; i < nearest.length; i++) {
      if (nearest[i] >= 0) {
        graph.add(i / k, nearest[i], 1);
      }
    }
    graph.symmetrize();
    graph.normalize(Normalization.SYMMETRIC, 0);
    SparseMatrix matrix = backend.newSparseMatrix(n, n, Math.multiplyExact(n, 1 + 2 * k));
    graph.writeTo(matrix);
    return matrix;
  }

  /** If no label has reached a vector's neighbours, all classes get the same probability. */
  @Override
  public float[] probabilities(float[] x, Backend backend) {
    return mean(NearestRows.of(x, references, columns, neighbors, backend));
  }

  @Override
  public ReadyClassifier on(FeatureMap map, int rows, Backend backend) {
    NearestRows.Search search = NearestRows.among(references, columns, neighbors, rows, backend);
    return x -> mean(search.nearest(map.apply(x)));
  }

  /** The mean distribution of each vector's nearest references. */
  private float[] mean(int[] nearest) {
    int n = nearest.length / neighbors;
    float[] probabilities = new float[n * classes];
    for (int i = 0; i < n; i++) {
      for (int v = 0; v < neighbors; v++) {
        int row = nearest[i * neighbors + v];
        for (int c = 0; c < classes; c++) {
          probabilities[i * classes + c] += distributions[row * classes + c];
        }
      }
      if (!normalise(probabilities, i * classes, classes)) {
        Arrays.fill(probabilities, i * classes, (i + 1) * classes, 1f / classes);
      }
    }
    return probabilities;
  }

  /** Scales a row to sum 1. Returns false if it is all 0 because no label has reached it. */
  private static boolean normalise(float[] values, int offset, int classes) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += values[offset + c];
    }
    if (sum == 0) {
      return false;
    }
    for (int c = 0; c < classes; c++) {
      values[offset + c] = (float) (values[offset + c] / sum);
    }
    return true;
  }

  /** The stored values that are not tensors. */
  private record Settings(int neighbors) {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ClassifierStore store) {
    int rows = references.length / columns;
    store.put(new Settings(neighbors));
    store.put("references", NumberArray.of(references, rows, columns));
    store.put("distributions", NumberArray.of(distributions, rows, classes));
  }

  static SpreadLabels read(ClassifierStore store) {
    NumberArray references = store.tensor("references");
    NumberArray distributions = store.tensor("distributions");
    Checks.require(
        references.shape().size() == 2 && distributions.shape().size() == 2,
        "references and distributions must be matrices");
    return new SpreadLabels(
        store.settings(Settings.class).neighbors(),
        references.shape().get(1),
        distributions.shape().get(1),
        references.toFloats(),
        distributions.toFloats());
  }
}
