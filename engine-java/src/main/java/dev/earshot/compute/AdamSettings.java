package dev.earshot.compute;

import dev.earshot.base.Checks;

/**
 * The constants of Adam (Kingma, Ba 2015) with decoupled weight decay (Loshchilov, Hutter 2019).
 *
 * @param learningRate step size
 * @param beta1 decay of the running mean of the gradients
 * @param beta2 decay of the running mean of their squares
 * @param epsilon added to the square root in the denominator
 * @param weightDecay fraction of a parameter, multiplied by the learning rate, that each step
 *     subtracts; 0 for plain Adam
 */
public record AdamSettings(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a constant is out of range
   */
  public AdamSettings {
    Checks.require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learningRate must be positive and finite: %s",
        learningRate);
    Checks.require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1): %s", beta1);
    Checks.require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1): %s", beta2);
    Checks.range("epsilon", epsilon, 0, Double.MAX_VALUE);
    Checks.range("weightDecay", weightDecay, 0, Double.MAX_VALUE);
  }

  /** The usual constants with this learning rate and decay. */
  public static AdamSettings of(double learningRate, double weightDecay) {
    return new AdamSettings(learningRate, 0.9, 0.999, 1e-8, weightDecay);
  }
}
