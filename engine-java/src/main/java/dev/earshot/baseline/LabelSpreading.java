package dev.earshot.baseline;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import java.util.Arrays;
import java.util.Optional;

/**
 * Label spreading (Zhou, Bousquet, Lal, Weston, Schoelkopf: "Learning with local and global
 * consistency", NIPS 2003): over the symmetric graph that joins each training row, labelled or not,
 * to its k nearest,
 *
 * <pre>
 * F &lt;- alpha S F + (1 - alpha) Y,  S = D^-1/2 W D^-1/2,
 * </pre>
 *
 * <p>from F = Y, the labels as 0 and 1. A new vector gets the mean of the distributions of its k
 * nearest training rows; where no label has reached those, all classes are equally likely.
 *
 * @param k neighbours of a row
 * @param alpha how much a row takes from its neighbours, in (0, 1)
 */
public record LabelSpreading(int k, double alpha) implements Baseline {
  private static final int ITERATIONS = 30;

  public LabelSpreading {
    Checks.require(k >= 1, "k must be at least 1: %s", k);
    Checks.require(alpha > 0 && alpha < 1, "alpha must be in (0, 1): %s", alpha);
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) {
    int classes = data.classes();
    float[] spread = spread(data, backend);
    for (int row = 0; row < data.rows(); row++) {
      normalise(spread, row * classes, classes);
    }
    return (x, at) -> average(x, data, spread, at);
  }

  private float[] spread(TrainingSet data, Backend backend) {
    int n = data.rows();
    int classes = data.classes();
    float[] known = new float[n * classes];
    int[] labels = data.labels();
    for (int row = 0; row < n; row++) {
      if (labels[row] >= 0) {
        known[row * classes + labels[row]] = 1;
      }
    }
    SparseMatrix graph = graph(data, backend);
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
    float[] result = new float[n * classes];
    now.read(result);
    return result;
  }

  private SparseMatrix graph(TrainingSet data, Backend backend) {
    int n = data.rows();
    int[] nearest = data.nearest(k, backend);
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

  private float[] average(float[] x, TrainingSet data, float[] spread, Backend backend) {
    int classes = data.classes();
    int columns = data.columns();
    int n = x.length / columns;
    int count = Math.min(k, data.rows());
    Matrix queries = backend.newMatrix(n, columns);
    queries.write(x);
    Matrix rows = backend.newMatrix(data.rows(), columns);
    rows.write(data.x());
    Indices found = backend.newIndices(n * count);
    backend.neighbors().kNearest(queries, rows, count, found);
    int[] nearest = found.toArray();
    float[] probabilities = new float[n * classes];
    for (int i = 0; i < n; i++) {
      for (int v = 0; v < count; v++) {
        int row = nearest[i * count + v];
        for (int c = 0; c < classes; c++) {
          probabilities[i * classes + c] += spread[row * classes + c];
        }
      }
      if (!normalise(probabilities, i * classes, classes)) {
        Arrays.fill(probabilities, i * classes, (i + 1) * classes, 1f / classes);
      }
    }
    return probabilities;
  }

  /** Makes a row sum to 1; false if no label has reached it and it is all 0. */
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
}
