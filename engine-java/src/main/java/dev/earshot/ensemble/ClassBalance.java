package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.learner.TrainingSet;
import dev.earshot.model.Vote;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The correction of the vote for classes that attract too many clips, which happens if labels are
 * few. Let q_c be the mean probability of class c over unlabelled training clips, and l_c that over
 * held-out labelled clips. Few held-out clips leave l_c near the class's fraction of the labels.
 * The factor of the class is {@code (l_c / q_c)^1/2}. The exponent makes only half of the
 * correction, because the class frequencies of the unlabelled clips may really differ.
 */
final class ClassBalance {
  /** Largest number of unlabelled clips that are used. */
  private static final int MOST_CLIPS = 4000;

  /** Prior of q: imagined unlabelled clips a class that have the expected class frequencies. */
  private static final double PRIOR_PER_CLASS = 5;

  /** Prior of l: imagined held-out clips that have the class frequencies of the labels. */
  private static final double PRIOR_CLIPS = 20;

  private ClassBalance() {}

  /**
   * Computes one factor a class.
   *
   * @param heldOut probabilities of held-out labelled clips, n x classes; n may be 0
   * @param vote the vote before this correction
   */
  static double[] of(TrainingSet training, float[] heldOut, Vote vote, Backend backend) {
    int classes = training.classes();
    int[] unlabelled = training.rowsOf(-1);
    int[] rows = Arrays.copyOf(unlabelled, Math.min(MOST_CLIPS, unlabelled.length));
    double[] fractions = training.classFractions();
    double[] held = sums(heldOut, classes);
    int heldClips = heldOut.length / classes;
    double[] found =
        rows.length == 0
            ? new double[classes]
            : sums(vote.probabilities(training.vectors(rows), backend), classes);
    double prior = PRIOR_PER_CLASS * classes;
    return IntStream.range(0, classes)
        .mapToDouble(c -> {
          double expected = (held[c] + PRIOR_CLIPS * fractions[c]) / (heldClips + PRIOR_CLIPS);
          return Math.sqrt(expected * (rows.length + prior) / (found[c] + prior * expected));
        })
        .toArray();
  }

  private static double[] sums(float[] probabilities, int classes) {
    double[] sums = new double[classes];
    for (int i = 0; i < probabilities.length; i++) {
      sums[i % classes] += probabilities[i];
    }
    return sums;
  }
}
