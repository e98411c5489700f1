package dev.earshot.compute;

/**
 * Updates over one flat buffer that holds all parameters of a model. No argument may alias another.
 */
public interface OptimizerKernels {
  /**
   * One step of Adam. t is the step number, counted from 1:
   *
   * <pre>
   * m = beta1 m + (1 - beta1) g          v = beta2 v + (1 - beta2) g^2
   * p = p (1 - learningRate weightDecay)
   *     - learningRate / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon)
   * </pre>
   *
   * @param parameters p, 1 x P
   * @param gradients g, 1 x P
   * @param mean m, 1 x P
   * @param variance v, 1 x P
   * @param step a vector of one element, t - 1
   */
  void adam(
      AdamSettings settings,
      Matrix parameters,
      Matrix gradients,
      Matrix mean,
      Matrix variance,
      Indices step);
}
