package dev.earshot.nn;

import dev.earshot.compute.Checks;

/**
 * How long and how fast a run learns.
 *
 * @param learningRate of Adam
 * @param weightDecay of AdamW; 0 for Adam
 * @param averageDecay the weights used are a running mean of the steps' weights with this decay; 0
 *     for the last step's
 * @param epochs how many epochs at most; 0 if {@code steps} says it
 * @param steps how many steps at least, in whole epochs; 0 if {@code epochs} says it
 * @param validateEvery steps between two looks at the validation clips, in whole epochs
 * @param patience how many looks without a better score end the run; 0 for never
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
    Checks.require(learningRate > 0, "learningRate must be positive: %s", learningRate);
    Checks.require(
        averageDecay >= 0 && averageDecay < 1, "averageDecay must be in [0, 1): %s", averageDecay);
    Checks.require(
        epochs >= 0 && steps >= 0 && (epochs > 0) != (steps > 0),
        "give either epochs or steps: %d and %d",
        epochs,
        steps);
    Checks.require(validateEvery >= 1, "validateEvery must be at least 1: %s", validateEvery);
    Checks.require(patience >= 0, "patience must not be negative: %s", patience);
  }

  /** Number of epochs of so many steps each. */
  public int epochsOf(int stepsPerEpoch) {
    return epochs > 0 ? epochs : Math.ceilDiv(steps, stepsPerEpoch);
  }

  /** The same for so many epochs. */
  public OptimizerSettings withEpochs(int other) {
    return new OptimizerSettings(
        learningRate, weightDecay, averageDecay, other, 0, validateEvery, patience);
  }

  /** The same for so many steps. */
  public OptimizerSettings withSteps(int other) {
    return new OptimizerSettings(
        learningRate, weightDecay, averageDecay, 0, other, validateEvery, patience);
  }
}
