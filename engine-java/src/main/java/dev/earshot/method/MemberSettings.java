package dev.earshot.method;

import dev.earshot.base.Checks;
import dev.earshot.data.FeatureSpace;
import dev.earshot.learner.LearnerKind;
import dev.earshot.learner.Learners;
import java.util.Locale;

/**
 * A member of a vote.
 *
 * @param kind {@value #GRAPH} for the recipe's graph network, else the name of one of {@link
 *     Learners}, such as {@code SMOOTHED_LINEAR}
 * @param space the feature space in which it learns
 * @param count number of copies with different seeds; their probabilities are averaged
 */
public record MemberSettings(String kind, FeatureSpace space, int count) {
  private static final String GRAPH = "GRAPH";
  private static final int MOST_COPIES = 10_000;

  /**
   * Checks the kind and the count.
   *
   * @throws IllegalArgumentException if there is no learner of this name, or if the learner cannot
   *     have this count; the message says what is allowed
   */
  public MemberSettings {
    Checks.range("a member's count", count, 1, MOST_COPIES);
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
   * The learner of a member that is not the graph network.
   *
   * @throws IllegalArgumentException if the member is the graph network
   */
  public LearnerKind learner() {
    return Learners.named(kind);
  }

  /**
   * Whether this is a gated member: its weight is 0 unless its held-out cost is below that of every
   * member without a gate. All members that use neighbours are gated.
   */
  public boolean gated() {
    return isGraph() || learner().gated();
  }

  /**
   * Number of copies that are trained in each fold of the cross-validation inside the labels: half
   * of {@code count}, rounded up. Most of the time is spent in these folds, and the mean of a few
   * copies differs little from the mean of all.
   */
  public int trials() {
    return (count + 1) / 2;
  }

  /** A name for reports, such as {@code graph/rank}. */
  public String label() {
    return (kind + "/" + space.name()).replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
