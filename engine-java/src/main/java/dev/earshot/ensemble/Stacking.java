package dev.earshot.ensemble;

import dev.earshot.metrics.PriorCalibration;
import dev.earshot.metrics.Sharpness;
import dev.earshot.model.Decision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Stacking (Wolpert, 1992) from few labels. It chooses each member's calibration and weight by the
 * member's probabilities for held-out clips. It is class-balanced.
 *
 * <p>Each member is calibrated first. Expectation-maximisation then finds the weights that maximise
 * the log-likelihood of the weighted mean under a Dirichlet prior of {@value #PRIOR} clips, divided
 * evenly among the members. With few clips, every member therefore keeps some weight. A gated
 * member's weight is 0 unless its cost is below that of every member without a gate. Last, the mean
 * is corrected for the class frequencies of the labels, so that it gives probabilities for clips at
 * their natural frequencies.
 *
 * @param sharpness one a member
 * @param weights one a member; they add up to 1
 * @param calibration the calibration of the weighted mean
 * @param probabilities the whole ensemble's probabilities of the held-out clips, n x classes
 */
record Stacking(
    double[] sharpness, double[] weights, PriorCalibration calibration, float[] probabilities) {
  private static final double PRIOR = 2;
  private static final double SHARPNESS_PRIOR = 5;
  private static final int ITERATIONS = 200;

  /** Equal weights without calibration, for use if no clip can be held out. */
  static Stacking equal(int members) {
    double[] sharpness = new double[members];
    double[] weights = new double[members];
    Arrays.fill(sharpness, 1);
    Arrays.fill(weights, 1.0 / members);
    return new Stacking(sharpness, weights, new PriorCalibration(1, 1), new float[0]);
  }

  /**
   * Learns from held-out clips.
   *
   * @param members each member's probabilities, n x classes; they are not changed
   * @param gated which members are gated
   * @param truth the classes of the n clips
   * @param shares the class frequencies of the labels
   */
  static Stacking of(List<float[]> members, boolean[] gated, int[] truth, double[] shares) {
    int classes = shares.length;
    double[] rowWeights = balanced(truth, classes);
    double[] sharpness = new double[members.size()];
    List<float[]> sharp = new ArrayList<>();
    for (int m = 0; m < members.size(); m++) {
      sharpness[m] = sharpness(members.get(m), truth, classes, rowWeights);
      float[] copy = members.get(m).clone();
      Sharpness.apply(copy, classes, sharpness[m]);
      sharp.add(copy);
    }
    boolean[] admitted = admitted(sharp, gated, truth, classes, rowWeights);
    double[] weights = weights(sharp, admitted, truth, classes, rowWeights);
    float[] mean = new float[truth.length * classes];
    for (int m = 0; m < members.size(); m++) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (float) weights[m] * sharp.get(m)[i];
      }
    }
    var calibration = PriorCalibration.fit(mean, shares, truth, SHARPNESS_PRIOR);
    Sharpness.apply(mean, classes, calibration.sharpness());
    Sharpness.weigh(mean, calibration.factors(shares));
    return new Stacking(sharpness, weights, calibration, mean);
  }

  /**
   * The decision that turns the weighted mean into probabilities at natural class frequencies. The
   * predicted class is the most probable one of the class-balanced vote, before that correction.
   *
   * @param shares the class frequencies of the labels
   */
  Decision decision(double[] shares) {
    double[] factors = calibration.factors(shares);
    return new Decision(
        calibration.sharpness(),
        Arrays.stream(factors).boxed().toList(),
        Arrays.stream(factors).mapToObj(factor -> 1 / factor).toList());
  }

  /**
   * The class-balanced mean of -log p over held-out clips, after calibration of the probabilities.
   */
  static double cost(float[] probabilities, int[] truth, int classes) {
    double[] rowWeights = balanced(truth, classes);
    float[] sharp = probabilities.clone();
    Sharpness.apply(sharp, classes, sharpness(probabilities, truth, classes, rowWeights));
    return cost(sharp, truth, classes, rowWeights);
  }

  private static double cost(float[] sharp, int[] truth, int classes, double[] rowWeights) {
    double cost = 0;
    for (int i = 0; i < truth.length; i++) {
      cost -= rowWeights[i] * Math.log(Math.max(Sharpness.LEAST, sharp[i * classes + truth[i]]));
    }
    return cost / truth.length;
  }

  /**
   * Which members may have a weight: all but gated ones whose cost is not below that of every
   * other.
   */
  private static boolean[] admitted(
      List<float[]> sharp, boolean[] gated, int[] truth, int classes, double[] rowWeights) {
    double[] costs =
        sharp.stream().mapToDouble(member -> cost(member, truth, classes, rowWeights)).toArray();
    double limit =
        IntStream.range(0, costs.length)
            .filter(m -> !gated[m])
            .mapToDouble(m -> costs[m])
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    boolean[] admitted = new boolean[costs.length];
    for (int m = 0; m < admitted.length; m++) {
      admitted[m] = !gated[m] || costs[m] < limit;
    }
    return admitted;
  }

  private static double sharpness(
      float[] probabilities, int[] truth, int classes, double[] rowWeights) {
    return Sharpness.fit(probabilities, classes, truth, rowWeights, SHARPNESS_PRIOR);
  }

  private static double[] weights(
      List<float[]> members, boolean[] admitted, int[] truth, int classes, double[] rowWeights) {
    int count = members.size();
    int[] voters = IntStream.range(0, count).filter(m -> admitted[m]).toArray();
    double[] weights = new double[count];
    for (int m : voters) {
      weights[m] = 1.0 / voters.length;
    }
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double[] counts = new double[count];
      for (int m : voters) {
        counts[m] = PRIOR / voters.length;
      }
      for (int i = 0; i < truth.length; i++) {
        int at = i * classes + truth[i];
        double sum = 0;
        for (int m : voters) {
          sum += weights[m] * Math.max(Sharpness.LEAST, members.get(m)[at]);
        }
        for (int m : voters) {
          double part = weights[m] * Math.max(Sharpness.LEAST, members.get(m)[at]) / sum;
          counts[m] += rowWeights[i] * part;
        }
      }
      // The exact sum is PRIOR + n. Dividing by the rounded sum makes the weight of an only member
      // exactly 1.
      double all = Arrays.stream(counts).sum();
      for (int m = 0; m < count; m++) {
        weights[m] = counts[m] / all;
      }
    }
    return weights;
  }

  /**
   * {@code n / (K n_c)} for a clip of a class with n_c of the n clips; K is the number of classes
   * present.
   */
  private static double[] balanced(int[] truth, int classes) {
    int[] counts = new int[classes];
    for (int label : truth) {
      counts[label]++;
    }
    long present = Arrays.stream(counts).filter(count -> count > 0).count();
    return Arrays.stream(truth)
        .mapToDouble(label -> truth.length / ((double) present * counts[label]))
        .toArray();
  }
}
