package dev.earshot.method;

import java.util.Map;
import java.util.Optional;

/**
 * What happened in one epoch.
 *
 * @param run number of the run, from 0
 * @param epoch number of the epoch, from 1
 * @param epochs the most epochs there will be
 * @param steps steps so far
 * @param losses mean over the epoch's steps, by name: crossEntropy, entropy and the tasks
 * @param validation scores on the validation clips, if they were looked at
 * @param seconds time since the run began, interruptions and other runs' turns left out
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
   * @param best whether no earlier epoch was better
   */
  public record ValidationScore(
      double accuracy, double unweightedAccuracy, double meanAveragePrecision, boolean best) {
    /** What the best weights are chosen by. */
    public double value() {
      return unweightedAccuracy + meanAveragePrecision;
    }
  }
}
