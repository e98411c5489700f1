package dev.earshot.learner;

import dev.earshot.compute.Backend;

/**
 * Linear support vector machines with squared hinge loss, each class against the rest (see {@link
 * LinearProblem}). The probabilities are the softmax of the margins. Their order is meaningful, but
 * they are not calibrated.
 *
 * @param c inverse of the penalty's strength, as scikit-learn's C
 * @param balanced whether all classes have the same weight, however many rows they have
 */
public record LinearSvm(double c, boolean balanced) implements Learner {
  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    return LinearProblem.solve(data, LinearProblem.Kind.SQUARED_HINGE, c, balanced, backend);
  }

  @Override
  public int mostUnlabelled() {
    return 0;
  }
}
