package dev.earshot.compute.simd;

import dev.earshot.compute.AdamSettings;

/**
 * The constants of Adam's update of one parameter. The bias corrections of step t are included in
 * them:
 *
 * <pre>
 * m = beta1 m + oneMinusBeta1 g        v = beta2 v + oneMinusBeta2 g^2
 * p = kept p - rate m / (sqrt(v varianceScale) + epsilon)
 * </pre>
 */
final class AdamFactors {
  float beta1;
  float oneMinusBeta1;
  float beta2;
  float oneMinusBeta2;
  float kept;
  float rate;
  float varianceScale;
  float epsilon;

  /** The factors of step t, counted from 1. */
  void set(AdamSettings settings, int t) {
    beta1 = (float) settings.beta1();
    oneMinusBeta1 = (float) (1 - settings.beta1());
    beta2 = (float) settings.beta2();
    oneMinusBeta2 = (float) (1 - settings.beta2());
    kept = (float) (1 - settings.learningRate() * settings.weightDecay());
    rate = (float) (settings.learningRate() / (1 - StrictMath.pow(settings.beta1(), t)));
    varianceScale = (float) (1 / (1 - StrictMath.pow(settings.beta2(), t)));
    epsilon = (float) settings.epsilon();
  }
}
