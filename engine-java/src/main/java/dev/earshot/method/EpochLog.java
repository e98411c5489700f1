package dev.earshot.method;

import java.util.Map;
import java.util.Optional;

/**
 * The results of one epoch.
 *
 * @param run number of the run, from 0
 * @param epoch number of the epoch, from 1
 * @param epochs the most epochs that the run may have
 * @param steps number of steps so far
 * @param losses means over the epoch's steps, by name: crossEntropy, entropy and the tasks
 * @param validation scores on the validation clips, if they were scored after this epoch
 * @param seconds time that the run has taken so far, without interruptions and the turns of other
 *     runs
 */
public record EpochLog(
    int run,
    int epoch,
    int epochs,
    int steps,
    Map<String, Double> losses,
    Optional<ValidationScore> validation,
    double seconds) {

  /**
   * Scores on the validation clips.
   *
   * @param accuracy accuracy, in 0 .. 1
   * @param unweightedAccuracy unweighted accuracy, in 0 .. 1
   * @param meanAveragePrecision mean average precision, in 0 .. 1
   * @param best whether the sum of the last two is higher than in every earlier epoch
   */
  public record ValidationScore(
      double accuracy, double unweightedAccuracy, double meanAveragePrecision, boolean best) {
    /**
     * The number by which the best epoch is chosen: unweighted accuracy plus mean average
     * precision.
     */
    public double value() {
      return unweightedAccuracy + meanAveragePrecision;
    }
  }
}
