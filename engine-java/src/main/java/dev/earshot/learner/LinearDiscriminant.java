package dev.earshot.learner;

import dev.earshot.base.Rows;
import dev.earshot.compute.Backend;
import java.util.Arrays;

/**
 * Linear discriminant analysis with a shrunk covariance. Each class is a normal distribution with
 * its own mean {@code m_k} and the covariance S of all labelled rows about the mean of their class.
 * S is shrunk towards a multiple of the identity, {@code (1 - s) S + s tr(S)/d I}, with s by Ledoit
 * and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices" (Journal of
 * Multivariate Analysis 88, 2004). All classes are equally probable beforehand. The probabilities
 * are those of Bayes' rule: the softmax of
 *
 * <pre>
 * x S^-1 m_k - m_k S^-1 m_k / 2
 * </pre>
 *
 * <p>If no class has two rows, S is the identity.
 */
public record LinearDiscriminant() implements Learner {
  @Override
  public LinearClassifier fit(TrainingSet data, long seed, Backend backend) {
    int[] labelled = data.labelled();
    int[] labels = data.labels();
    int columns = data.columns();
    int classes = data.classes();
    float[] x = data.vectors(labelled);
    int n = labelled.length;
    int[] counts = new int[classes];
    double[][] means = new double[classes][columns];
    for (int i = 0; i < n; i++) {
      int label = labels[labelled[i]];
      counts[label]++;
      Rows.addMultiple(1, x, i * columns, means[label], 0, columns);
    }
    double[] ofClasses = new double[classes * columns];
    for (int c = 0; c < classes; c++) {
      Rows.divide(means[c], counts[c]);
      System.arraycopy(means[c], 0, ofClasses, c * columns, columns);
    }
    double[] centred = new double[n * columns];
    for (int i = 0; i < n; i++) {
      Rows.addMultiple(1, x, i * columns, centred, i * columns, columns);
      Rows.addMultiple(-1, means[labels[labelled[i]]], 0, centred, i * columns, columns);
    }
    double[] m = Rows.transposed(ofClasses, classes, columns);
    double[] w = discriminants(centred, n, columns, m, classes);
    double[] solution = Arrays.copyOf(w, w.length + classes);
    addBiases(w, m, solution, classes);
    return LinearClassifier.of(columns, classes, solution);
  }

  /** Adds the biases, {@code - m_k S^-1 m_k / 2}, behind the weights. */
  private static void addBiases(double[] w, double[] means, double[] solution, int classes) {
    for (int i = 0; i < w.length; i++) {
      solution[w.length + i % classes] -= w[i] * means[i] / 2;
    }
  }

  /** {@code S^-1 M}, where M has the means as its columns. */
  private static double[] discriminants(
      double[] centred, int n, int columns, double[] means, int classes) {
    var system = new RidgeSystem(centred, n, columns);
    double scale = system.trace() / n / columns;
    if (scale <= 0) {
      return means.clone();
    }
    double shrinkage = shrinkage(centred, n, columns, system);
    if (shrinkage >= 1) {
      double[] w = means.clone();
      Rows.divide(w, scale);
      return w;
    }
    // (1 - s) A'A / n + s t I = (1 - s) / n (A'A + r I) with r = n s t / (1 - s).
    double ridge = Math.max(n * shrinkage * scale / (1 - shrinkage), 1e-9 * n * scale);
    double[] w = system.solve(ridge, means, classes);
    Rows.scale(w, n / (1 - shrinkage));
    return w;
  }

  /**
   * s: the expected squared error of S, divided by its squared distance from the multiple of the
   * identity, and at most 1.
   *
   * @param centred the rows about their class's mean, n x d
   */
  static double shrinkage(double[] centred, int n, int columns, RidgeSystem system) {
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double norm = Rows.addProducts(0, centred, i * columns, centred, i * columns, columns);
      squares += norm * norm;
    }
    double scale = system.trace() / n / columns;
    double ofCovariance = system.squaredNorm() / n / n;
    double distance = ofCovariance - columns * scale * scale;
    double error = (squares / n - ofCovariance) / n;
    return distance <= 0 ? 1 : Math.clamp(error / distance, 0, 1);
  }

  @Override
  public int mostUnlabelled() {
    return 0;
  }
}
