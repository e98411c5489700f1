package dev.earshot.learner;

import dev.earshot.compute.Backend;

/**
 * Multinomial logistic regression with an L2 penalty (see {@link LinearProblem}).
 *
 * @param c inverse of the penalty's strength, as scikit-learn's C
 * @param balanced whether all classes have the same weight, however many rows they have
 */
public record LogisticRegression(double c, boolean balanced) implements Learner {
  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    return LinearProblem.solve(data, LinearProblem.Kind.SOFTMAX, c, balanced, backend);
  }

  @Override
  public int mostUnlabelled() {
    return 0;
  }
}
