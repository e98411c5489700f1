package dev.earshot.ensemble;

import dev.earshot.method.EpochLog.ValidationScore;
import dev.earshot.metrics.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The results that an ensemble's vote was chosen by.
 *
 * @param members the members in the order of the recipe
 * @param neighborAgreement how often near clips have the same label, with the interval that holds
 *     the true value 19 times of 20; [0, 1] if it is unknown. If it is low, unlabelled clips help
 *     little
 * @param crossValidation the whole ensemble's scores on the held-out labelled clips of all folds;
 *     empty if every class has only one label
 * @param accuracy its accuracy there with the interval that holds the accuracy on new clips 19
 *     times of 20; clips of one group count as one draw
 * @param heldOut the ensemble's predictions for these clips; empty like the scores
 */
public record EnsembleSummary(
    List<Member> members,
    Interval neighborAgreement,
    Optional<ValidationScore> crossValidation,
    Optional<Interval> accuracy,
    Optional<HeldOut> heldOut) {
  public EnsembleSummary {
    members = List.copyOf(members);
  }

  /**
   * Predictions for labelled clips by models that have not learnt from them.
   *
   * @param rows the clips' rows of the training set
   * @param truth their classes
   * @param predicted what they were called
   * @param probabilities rows x classes, row-major
   */
  public record HeldOut(int[] rows, int[] truth, int[] predicted, float[] probabilities) {
    /** Two are the same if all their values are. */
    @Override
    public boolean equals(Object other) {
      return other instanceof HeldOut that
          && Arrays.equals(rows, that.rows)
          && Arrays.equals(truth, that.truth)
          && Arrays.equals(predicted, that.predicted)
          && Arrays.equals(probabilities, that.probabilities);
    }

    @Override
    public int hashCode() {
      return Objects.hash(
          Arrays.hashCode(rows),
          Arrays.hashCode(truth),
          Arrays.hashCode(predicted),
          Arrays.hashCode(probabilities));
    }
  }

  /**
   * One member's weight, calibration and scores.
   *
   * @param label its kind and feature space, such as {@code graph/rank}
   * @param weight its weight in the vote, in [0, 1]
   * @param sharpness the exponent that calibrates its probabilities
   * @param crossValidation its own scores on the held-out clips; empty if there are none
   */
  public record Member(
      String label, double weight, double sharpness, Optional<ValidationScore> crossValidation) {}
}
