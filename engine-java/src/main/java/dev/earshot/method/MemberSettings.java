package dev.earshot.method;

import dev.earshot.compute.Checks;
import dev.earshot.data.FeatureSpace;
import java.util.Locale;

/**
 * A member of an ensemble.
 *
 * @param kind what it is
 * @param space where it learns
 * @param count how many networks of different seeds; their probabilities are averaged
 */
public record MemberSettings(MemberKind kind, FeatureSpace space, int count) {
  public MemberSettings {
    Checks.require(count >= 1, "a member's count must be at least 1: %s", count);
    Checks.require(
        count == 1 || kind.random(), "a %s member has one solution; its count is %s", kind, count);
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
    return (kind.name() + "/" + space.name()).replace('_', '-').toLowerCase(Locale.ROOT);
  }
}
