package dev.earshot.model;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.data.FeatureMap;
import dev.earshot.learner.Classifier;
import dev.earshot.metrics.Sharpness;
import java.util.List;

/**
 * Members that vote. Member m's probabilities for a clip, {@code p_m}, are the mean of its
 * classifiers', sharpened to {@code p_m^s_m / sum p_m^s_m}; their mean, weighted by {@code w_m}, is
 * what the {@link Decision} starts from. Immutable; threads may share it.
 *
 * @param members at least one, all of the same features and classes; weights add up to 1
 * @param decision makes probabilities and a class of the members' weighted mean
 */
public record Vote(List<Member> members, Decision decision) {
  /**
   * Classifiers of one kind and their weight.
   *
   * @param space takes features to where the classifiers were trained
   * @param classifiers at least one; they differ in their seeds alone
   * @param weight in the vote
   * @param sharpness exponent of their mean probabilities; above 1 these become surer
   */
  public record Member(
      FeatureMap space, List<Classifier> classifiers, double weight, double sharpness) {
    public Member {
      classifiers = List.copyOf(classifiers);
      Checks.require(!classifiers.isEmpty(), "a member needs a classifier");
      Checks.require(weight >= 0 && weight <= 1, "a member's weight is %s", weight);
      Checks.require(sharpness > 0, "a member's sharpness is %s", sharpness);
    }

    /** Probabilities of the classes, n x classes, for n x d features as the encoder gives them. */
    float[] probabilities(float[] x, Backend backend) {
      float[] mean = classifiers.getFirst().probabilities(space, x, backend);
      for (Classifier other : classifiers.subList(1, classifiers.size())) {
        float[] more = other.probabilities(space, x, backend);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += more[i];
        }
      }
      if (classifiers.size() > 1) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] /= classifiers.size();
        }
      }
      Sharpness.apply(mean, classifiers.getFirst().classes(), sharpness);
      return mean;
    }
  }

  /** One classifier, trained on features as they are. */
  public static Vote of(Classifier classifier) {
    FeatureMap plain = FeatureMap.plain(classifier.columns());
    Member alone = new Member(plain, List.of(classifier), 1, 1);
    return new Vote(List.of(alone), Decision.plain(classifier.classes()));
  }

  public Vote {
    members = List.copyOf(members);
    Checks.require(!members.isEmpty(), "a model needs a member");
    Classifier first = members.getFirst().classifiers().getFirst();
    for (Member member : members) {
      for (Classifier classifier : member.classifiers()) {
        Checks.require(
            classifier.columns() == first.columns() && classifier.classes() == first.classes(),
            "the members of a model differ in their features or classes");
      }
    }
    Checks.require(
        decision.classes() == first.classes(),
        "a decision of %s classes, expected %s",
        decision.classes(),
        first.classes());
  }

  /** d, features of a clip. */
  public int columns() {
    return members.getFirst().classifiers().getFirst().columns();
  }

  /** Number of classes. */
  public int classes() {
    return decision.classes();
  }

  /**
   * Probabilities of the classes.
   *
   * @param x n x d features as the encoder gives them, row-major
   * @return n x classes, row-major
   */
  public float[] probabilities(float[] x, Backend backend) {
    float[] sum = new float[x.length / columns() * classes()];
    for (Member member : members) {
      if (member.weight() > 0) {
        float[] probabilities = member.probabilities(x, backend);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += (float) member.weight() * probabilities[i];
        }
      }
    }
    decision.apply(sum);
    return sum;
  }
}
