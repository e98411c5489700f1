package dev.earshot.learner;

import dev.earshot.compute.Checks;
import java.util.List;
import java.util.function.Function;

/**
 * A learner as it is registered in {@link Learners}.
 *
 * @param name on the command line and, in any case, in recipes
 * @param role what it is by default
 * @param seeded whether different seeds give different classifiers
 * @param candidates makes the learner with each of the settings among which held-out labels choose,
 *     the default first
 */
public record LearnerKind(
    String name, Role role, boolean seeded, Function<LearnerSettings, List<Learner>> candidates) {
  /** What a learner is unless asked for by name. */
  public enum Role {
    /** One of the baselines that {@code compare} shows. */
    BASELINE,
    /** A member of the vote. */
    MEMBER,
    /** A member whose weight is 0 unless held-out labels put it above the other members' median. */
    GATED_MEMBER
  }

  /** Whether its weight in a vote has to be earned. */
  public boolean gated() {
    return role == Role.GATED_MEMBER;
  }

  /** With the settings that cross-validation inside the labels chooses. */
  public Learner crossValidated(LearnerSettings settings) {
    List<Learner> all = candidates.apply(settings);
    Checks.require(!all.isEmpty(), "learner %s has no candidate", name);
    return all.size() == 1 ? all.getFirst() : new CrossValidated(all);
  }
}
