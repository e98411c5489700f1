package dev.earshot.method;

import dev.earshot.compute.Checks;
import dev.earshot.data.FeatureSpace;
import dev.earshot.learner.LearnerKind;
import dev.earshot.learner.Learners;
import java.util.Locale;

/**
 * A member of a vote.
 *
 * @param kind {@value #GRAPH} for the recipe's graph network, else the name of one of {@link
 *     Learners}, such as {@code SMOOTHED_LINEAR}
 * @param space where it learns
 * @param count how many of different seeds there are; their probabilities are averaged
 */
public record MemberSettings(String kind, FeatureSpace space, int count) {
  private static final String GRAPH = "GRAPH";

  /**
   * @throws IllegalArgumentException if there is no learner of this name, or the count does not fit
   *     it; the message says what does
   */
  public MemberSettings {
    Checks.require(count >= 1, "a member's count must be at least 1: %s", count);
    Checks.require(
        kind.equals(GRAPH) || Learners.has(kind),
        "no kind of member is called '%s'; there are: %s, %s",
        kind,
        GRAPH,
        String.join(", ", Learners.names()));
    Checks.require(
        count == 1 || kind.equals(GRAPH) || Learners.named(kind).seeded(),
        "a %s member has one solution; its count is %s",
        kind,
        count);
  }

  /** Whether it is the recipe's graph network. */
  public boolean isGraph() {
    return kind.equals(GRAPH);
  }

  /**
   * The learner, unless it is the graph network.
   *
   * @throws IllegalArgumentException if it is
   */
  public LearnerKind learner() {
    return Learners.named(kind);
  }

  /** Whether its weight is 0 unless held-out labels put it above the other members' median. */
  public boolean gated() {
    return !isGraph() && learner().gated();
  }

  /**
   * How many of them each fold of the labels has: half, since that is where the time goes and the
   * mean of a few is much like the mean of all.
   */
  public int trials() {
    return (count + 1) / 2;
  }

  /** A name for reports, such as {@code graph/rank}. */
  public String label() {
    return (kind + "/" + space.name()).replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
