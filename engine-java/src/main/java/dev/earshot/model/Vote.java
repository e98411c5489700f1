package dev.earshot.model;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.ReadyClassifier;
import dev.earshot.metrics.Sharpness;
import java.util.List;

/**
 * The weighted mean of the members' calibrated probabilities. Member m's probabilities for a clip,
 * {@code p_m}, are the mean of its classifiers'. They are calibrated to {@code p_m^s_m / sum
 * p_m^s_m}. The mean of these over the members, weighted by {@code w_m}, is the input of the {@link
 * Decision}. A vote is immutable, so several threads may use it.
 *
 * @param members at least one, all with the same features and classes; their weights add up to 1
 * @param decision turns the members' weighted mean into probabilities and a class
 */
public record Vote(List<Member> members, Decision decision) {
  private static final double ROUNDING = 1e-6;

  /**
   * Classifiers of one kind and their weight.
   *
   * @param space maps features to the feature space in which the classifiers were trained
   * @param classifiers at least one; they differ only in their seeds
   * @param weight the weight in the vote, in [0, 1]
   * @param sharpness the exponent of their mean probabilities, above 0; above 1 it makes them more
   *     confident
   */
  public record Member(
      FeatureMap space, List<Classifier> classifiers, double weight, double sharpness) {
    public Member {
      classifiers = List.copyOf(classifiers);
      Checks.require(!classifiers.isEmpty(), "a member needs a classifier");
      Checks.require(
          space.standardizer().mean().length == classifiers.getFirst().columns(),
          "a feature space of %s columns for classifiers of %s",
          space.standardizer().mean().length,
          classifiers.getFirst().columns());
      Checks.range("a member's weight", weight, 0, 1 + ROUNDING);
      Checks.require(sharpness > 0, "a member's sharpness is %s", sharpness);
      Checks.range("a member's sharpness", sharpness, 0, Decision.MOST_SHARPNESS);
    }

    /** Its classifiers, which copy their numbers to the backend in each call. */
    private List<ReadyClassifier> once(Backend backend) {
      return classifiers.stream()
          .<ReadyClassifier>map(each -> x -> each.probabilities(space, x, backend))
          .toList();
    }

    /** Its classifiers on a backend, for many calls. */
    private List<ReadyClassifier> on(int rows, Backend backend) {
      return classifiers.stream().map(each -> each.on(space, rows, backend)).toList();
    }

    /** Calibrated probabilities, n x classes, for n x d features of the encoder. */
    private float[] probabilities(float[] x, List<ReadyClassifier> ready) {
      float[] mean = ready.getFirst().probabilities(x);
      for (ReadyClassifier other : ready.subList(1, ready.size())) {
        float[] more = other.probabilities(x);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += more[i];
        }
      }
      if (ready.size() > 1) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] /= ready.size();
        }
      }
      Sharpness.apply(mean, classifiers.getFirst().classes(), sharpness);
      return mean;
    }
  }

  /** A vote of one classifier, which was trained on plain features. */
  public static Vote of(Classifier classifier) {
    FeatureMap plain = FeatureMap.plain(classifier.columns());
    Member alone = new Member(plain, List.of(classifier), 1, 1);
    return new Vote(List.of(alone), Decision.plain(classifier.classes()));
  }

  public Vote {
    members = List.copyOf(members);
    Checks.require(!members.isEmpty(), "a model needs a member");
    Checks.range(
        "the sum of the members' weights",
        members.stream().mapToDouble(Member::weight).sum(),
        1 - ROUNDING,
        1 + ROUNDING);
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

  /** d, the number of features of a clip. */
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
   * @param x features of the encoder, n x d, row-major
   * @return n x classes, row-major
   */
  public float[] probabilities(float[] x, Backend backend) {
    return probabilities(x, members.stream().map(member -> member.once(backend)).toList());
  }

  /** The vote on a backend, for many calls of at most {@code rows} clips. */
  ReadyClassifier on(int rows, Backend backend) {
    List<List<ReadyClassifier>> ready =
        members.stream()
            .map(member ->
                member.weight() > 0 ? member.on(rows, backend) : List.<ReadyClassifier>of())
            .toList();
    return x -> probabilities(x, ready);
  }

  private float[] probabilities(float[] x, List<List<ReadyClassifier>> ready) {
    float[] sum = new float[x.length / columns() * classes()];
    for (int m = 0; m < members.size(); m++) {
      Member member = members.get(m);
      if (member.weight() > 0) {
        float[] probabilities = member.probabilities(x, ready.get(m));
        for (int i = 0; i < sum.length; i++) {
          sum[i] += (float) member.weight() * probabilities[i];
        }
      }
    }
    decision.apply(sum);
    return sum;
  }
}
