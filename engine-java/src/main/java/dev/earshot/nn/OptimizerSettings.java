package dev.earshot.nn;

import dev.earshot.base.Checks;

/**
 * The length of a run and the settings of its optimizer.
 *
 * @param learningRate learning rate of Adam
 * @param weightDecay weight decay of AdamW; 0 for Adam
 * @param averageDecay decay of the running mean of the weights, with which the model predicts; 0 to
 *     predict with the weights of the last step
 * @param epochs the most epochs of a run; 0 if {@code steps} is given instead
 * @param steps the least number of steps of a run, rounded up to whole epochs; 0 if {@code epochs}
 *     is given instead
 * @param validateEvery least number of steps between two validations, which come at the end of an
 *     epoch
 * @param patience the run ends after this number of validations without a better score; 0 for never
 */
public record OptimizerSettings(
    double learningRate,
    double weightDecay,
    double averageDecay,
    int epochs,
    int steps,
    int validateEvery,
    int patience) {
  public OptimizerSettings {
    Checks.require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learningRate must be positive and finite: %s",
        learningRate);
    Checks.range("weightDecay", weightDecay, 0, Double.MAX_VALUE);
    Checks.require(
        averageDecay >= 0 && averageDecay < 1, "averageDecay must be in [0, 1): %s", averageDecay);
    Checks.require(
        epochs >= 0 && steps >= 0 && (epochs > 0) != (steps > 0),
        "give either epochs or steps: %s and %s",
        epochs,
        steps);
    Checks.require(validateEvery >= 1, "validateEvery must be at least 1: %s", validateEvery);
    Checks.require(patience >= 0, "patience must not be negative: %s", patience);
  }

  /** Number of epochs of a run, given the number of steps in an epoch. */
  public int epochsOf(int stepsPerEpoch) {
    return epochs > 0 ? epochs : Math.ceilDiv(steps, stepsPerEpoch);
  }

  /** The same with the number of epochs given. */
  public OptimizerSettings withEpochs(int other) {
    return new OptimizerSettings(
        learningRate, weightDecay, averageDecay, other, 0, validateEvery, patience);
  }

  /** The same with the number of steps given. */
  public OptimizerSettings withSteps(int other) {
    return new OptimizerSettings(
        learningRate, weightDecay, averageDecay, 0, other, validateEvery, patience);
  }
}
