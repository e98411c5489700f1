package dev.earshot.ensemble;

import dev.earshot.method.EpochLog.ValidationScore;
import java.util.List;
import java.util.Optional;

/**
 * How an ensemble came to its vote.
 *
 * @param members in the order of the recipe
 * @param neighborAgreement estimated share of a labelled clip's nearest training clips that have
 *     its label: where it is low, a graph can help little
 * @param crossValidation the whole ensemble's scores on labelled clips held back in turn; empty if
 *     every class has a single one
 */
public record EnsembleSummary(
    List<Member> members, double neighborAgreement, Optional<ValidationScore> crossValidation) {
  public EnsembleSummary {
    members = List.copyOf(members);
  }

  /**
   * A member's part in it.
   *
   * @param label its kind and space, such as {@code graph/rank}
   * @param weight its share of the vote
   * @param sharpness exponent of its probabilities
   * @param crossValidation its own scores on the clips held back
   */
  public record Member(
      String label, double weight, double sharpness, Optional<ValidationScore> crossValidation) {}
}
