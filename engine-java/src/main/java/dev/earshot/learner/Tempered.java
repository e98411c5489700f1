package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;

/**
 * Scales the logits of a linear classifier, so that they have a standard deviation of {@value
 * #SPREAD} over the classes, in the mean square over the labelled rows. The predicted classes stay
 * the same. A discriminant in many dimensions has logits of hundreds, and its probabilities are
 * then 0 and 1: no calibration by held-out clips could repair them.
 *
 * @param inner a learner that gives a linear classifier
 */
public record Tempered(Learner inner) implements Learner {
  private static final double SPREAD = 2;

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    Classifier fitted = inner.fit(data, seed, backend);
    Checks.require(
        fitted instanceof LinearClassifier, "the logits of a %s cannot be scaled", fitted.kind());
    LinearClassifier linear = (LinearClassifier) fitted;
    double spread = linear.logitSpread(data.vectors(data.labelled()));
    return spread > 0 ? linear.scaled(SPREAD / spread) : linear;
  }

  @Override
  public int mostUnlabelled() {
    return inner.mostUnlabelled();
  }
}
