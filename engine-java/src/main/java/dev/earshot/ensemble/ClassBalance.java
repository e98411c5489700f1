package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.learner.TrainingSet;
import dev.earshot.model.Vote;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Few labels make some classes attract too many clips. With q_c the mean probability of class c
 * over unlabelled training clips and l_c that over labelled clips held back (few of them leave it
 * near the class's share of the labels), a class's factor is {@code (l_c / q_c)^1/2}: half of the
 * way, since the unlabelled clips' classes may really be others.
 */
final class ClassBalance {
  /** Unlabelled clips that are looked at, at most. */
  private static final int MOST_CLIPS = 4000;

  /** Unlabelled clips of each class that are supposed to be as expected. */
  private static final double PRIOR_PER_CLASS = 5;

  /** Held-back clips that are supposed to have the labels' shares. */
  private static final double PRIOR_CLIPS = 20;

  private ClassBalance() {}

  /**
   * One factor a class.
   *
   * @param heldOut probabilities of labelled clips held out, n x classes; n may be 0
   * @param vote its classes not weighed yet
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
