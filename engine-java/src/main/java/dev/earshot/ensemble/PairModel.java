package dev.earshot.ensemble;

import dev.earshot.base.Rows;
import java.util.Arrays;

/**
 * Logistic regression of a yes or no from a few features, fitted by Newton's method. It minimises
 *
 * <pre>
 * - sum_i w_i log p_i + {@value #PENALTY} / 2 |b|^2
 * </pre>
 *
 * <p>where {@code p_i} is the probability of the true answer of case i and b are the weights of the
 * standardised features. The intercept is not penalised.
 */
final class PairModel {
  private static final double PENALTY = 0.01;
  private static final double TINY = 1e-9;
  private static final double NEAR_ENOUGH = 1e-6;
  private static final int MOST_STEPS = 30;

  private final double[] mean;
  private final double[] scale;

  /** The intercept, then one weight a feature. */
  private final double[] weights;

  private PairModel(double[] mean, double[] scale) {
    this.mean = mean;
    this.scale = scale;
    weights = new double[mean.length + 1];
  }

  /**
   * @param features one row a case
   * @param answers the answer of each case; both must occur
   * @param caseWeights w, not negative
   */
  static PairModel fit(double[][] features, boolean[] answers, double[] caseWeights) {
    int count = features[0].length;
    double[] mean = new double[count];
    double[] scale = new double[count];
    double all = Arrays.stream(caseWeights).sum();
    for (int i = 0; i < features.length; i++) {
      Rows.addMultiple(caseWeights[i] / all, features[i], 0, mean, 0, count);
    }
    for (int i = 0; i < features.length; i++) {
      addSquares(caseWeights[i] / all, features[i], mean, scale);
    }
    for (int k = 0; k < count; k++) {
      scale[k] = Math.sqrt(scale[k]) + TINY;
    }
    PairModel model = new PairModel(mean, scale);
    for (int step = 0; step < MOST_STEPS; step++) {
      if (model.improve(features, answers, caseWeights) < NEAR_ENOUGH) {
        break;
      }
    }
    return model;
  }

  private static void addSquares(double weight, double[] x, double[] mean, double[] sums) {
    for (int k = 0; k < sums.length; k++) {
      double off = x[k] - mean[k];
      sums[k] += weight * off * off;
    }
  }

  /** Takes a step of Newton's method and returns the largest change of a weight. */
  private double improve(double[][] features, boolean[] answers, double[] caseWeights) {
    int size = weights.length;
    double[] gradient = new double[size];
    double[][] hessian = new double[size][size];
    for (int k = 0; k < size; k++) {
      double penalty = k == 0 ? TINY : PENALTY;
      gradient[k] = -penalty * weights[k];
      hessian[k][k] = penalty;
    }
    double[] row = new double[size];
    for (int i = 0; i < features.length; i++) {
      standardise(features[i], row);
      double p = probabilityOf(row);
      double error = caseWeights[i] * ((answers[i] ? 1 : 0) - p);
      double curvature = caseWeights[i] * p * (1 - p);
      Rows.addMultiple(error, row, 0, gradient, 0, size);
      for (int k = 0; k < size; k++) {
        Rows.addMultiple(curvature * row[k], row, 0, hessian[k], 0, k + 1);
      }
    }
    double[] change = solve(hessian, gradient);
    double largest = 0;
    for (int k = 0; k < size; k++) {
      weights[k] += change[k];
      largest = Math.max(largest, Math.abs(change[k]));
    }
    return largest;
  }

  /** Solves a positive definite system, of which the lower triangle is given, by Cholesky. */
  private static double[] solve(double[][] lower, double[] right) {
    int size = right.length;
    double[] x = right.clone();
    for (int k = 0; k < size; k++) {
      for (int j = 0; j <= k; j++) {
        double rest = Rows.subtractProducts(lower[k][j], lower[k], 0, lower[j], 0, j);
        lower[k][j] = k == j ? Math.sqrt(Math.max(TINY * TINY, rest)) : rest / lower[j][j];
      }
    }
    for (int k = 0; k < size; k++) {
      x[k] = Rows.subtractProducts(x[k], lower[k], 0, x, 0, k) / lower[k][k];
    }
    for (int k = size - 1; k >= 0; k--) {
      for (int j = k + 1; j < size; j++) {
        x[k] -= lower[j][k] * x[j];
      }
      x[k] /= lower[k][k];
    }
    return x;
  }

  /** The probability of yes. */
  double probability(double[] features) {
    double[] row = new double[weights.length];
    standardise(features, row);
    return probabilityOf(row);
  }

  private void standardise(double[] features, double[] row) {
    row[0] = 1;
    for (int k = 0; k < features.length; k++) {
      row[k + 1] = (features[k] - mean[k]) / scale[k];
    }
  }

  private double probabilityOf(double[] row) {
    double logit = Rows.addProducts(0, weights, 0, row, 0, row.length);
    return 1 / (1 + Math.exp(-logit));
  }
}
