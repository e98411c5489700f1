package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.base.Rows;
import dev.earshot.compute.Backend;
import java.util.Arrays;

/**
 * Class-balanced ridge regression of the classes, each against the rest. With {@code t_ik = 1} if
 * labelled row i is of class k and -1 otherwise, it minimises
 *
 * <pre>
 * sum_ik v_i (x_i w_k + b_k - t_ik)^2 + p d sum_k |w_k|^2
 * </pre>
 *
 * <p>{@code v_i} is {@code n / (K n_c)} for a row of a class with {@code n_c} of the n labelled
 * rows, where K is the number of classes and d the number of features. The bias is not penalised.
 * The probabilities are the softmax of the K regressions. Their order is meaningful, but they are
 * not calibrated.
 *
 * @param penalty p, positive
 */
public record Ridge(double penalty) implements Learner {
  public Ridge {
    Checks.require(penalty > 0, "a penalty of %s", penalty);
  }

  /** What does not depend on the penalty. */
  private record Problem(double[] mean, double[] meanTarget, RidgeSystem system, double[] right) {
    static Problem of(TrainingSet data) {
      int[] labelled = data.labelled();
      int[] labels = data.labels();
      double[] fractions = data.classFractions();
      int columns = data.columns();
      int classes = data.classes();
      float[] x = data.vectors(labelled);
      int n = labelled.length;
      double[] mean = new double[columns];
      // The weights sum to n, and those of a class to n / K.
      double[] weights = new double[n];
      for (int i = 0; i < n; i++) {
        weights[i] = 1 / (classes * fractions[labels[labelled[i]]]);
        Rows.addMultiple(weights[i] / n, x, i * columns, mean, 0, columns);
      }
      double[] meanTarget = new double[classes];
      for (int c = 0; c < classes; c++) {
        meanTarget[c] = 2.0 / classes - 1;
      }
      double[] a = new double[n * columns];
      double[] right = new double[classes * columns];
      for (int i = 0; i < n; i++) {
        double[] centred = new double[columns];
        Rows.addMultiple(1, x, i * columns, centred, 0, columns);
        Rows.addMultiple(-1, mean, 0, centred, 0, columns);
        Rows.addMultiple(Math.sqrt(weights[i]), centred, 0, a, i * columns, columns);
        Rows.scale(centred, weights[i]);
        for (int c = 0; c < classes; c++) {
          double target = labels[labelled[i]] == c ? 1 : -1;
          Rows.addMultiple(target - meanTarget[c], centred, 0, right, c * columns, columns);
        }
      }
      return new Problem(
          mean,
          meanTarget,
          new RidgeSystem(a, n, columns),
          Rows.transposed(right, classes, columns));
    }
  }

  @Override
  public LinearClassifier fit(TrainingSet data, long seed, Backend backend) {
    Problem problem = data.derived("ridge problem", () -> Problem.of(data));
    int columns = data.columns();
    int classes = data.classes();
    double[] w = problem.system().solve(penalty * columns, problem.right(), classes);
    double[] solution = Arrays.copyOf(w, w.length + classes);
    double[] ofClasses = Rows.transposed(w, columns, classes);
    for (int c = 0; c < classes; c++) {
      solution[w.length + c] =
          Rows.subtractProducts(
              problem.meanTarget()[c], problem.mean(), 0, ofClasses, c * columns, columns);
    }
    return LinearClassifier.of(columns, classes, solution);
  }

  @Override
  public int mostUnlabelled() {
    return 0;
  }
}
