package dev.earshot.learner;

import dev.earshot.base.Checks;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * An entry of the list of learners, {@link Learners}.
 *
 * @param name the name on the command line and, in upper or lower case, in recipes
 * @param role how the learner is used by default
 * @param seeded whether different seeds give different classifiers
 * @param candidates makes one learner for each of the settings to choose from by held-out labels,
 *     the default first
 * @param readers reads its classifiers in model files, by the classifiers' kind; empty if another
 *     learner has the same kind of classifier
 */
public record LearnerKind(
    String name,
    Role role,
    boolean seeded,
    Function<LearnerSettings, List<Learner>> candidates,
    Map<String, Classifier.Reader> readers) {
  /** How a learner is used if it is not asked for by name. */
  public enum Role {
    /** One of the baselines that {@code compare} shows. */
    BASELINE,
    /** A member of the vote. */
    MEMBER,
    /**
     * A gated member, as it uses neighbours: its weight is 0 unless its held-out cost is below that
     * of every member without a gate.
     */
    GATED_MEMBER
  }

  /** The same with the reader of its kind of classifier. */
  LearnerKind storedAs(String kind, Classifier.Reader reader) {
    return new LearnerKind(name, role, seeded, candidates, Map.of(kind, reader));
  }

  /** Whether it is a gated member. */
  public boolean gated() {
    return role == Role.GATED_MEMBER;
  }

  /**
   * The learner with settings chosen by cross-validation inside the labels.
   *
   * @param settings the recipe's settings for learners
   * @throws IllegalArgumentException if the kind has no candidate
   */
  public Learner crossValidated(LearnerSettings settings) {
    List<Learner> all = candidates.apply(settings);
    Checks.require(!all.isEmpty(), "learner %s has no candidate", name);
    return all.size() == 1 ? all.getFirst() : new CrossValidated(all);
  }
}
