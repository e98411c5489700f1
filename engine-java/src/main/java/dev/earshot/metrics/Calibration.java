package dev.earshot.metrics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether probabilities are what they say (Guo et al., "On Calibration of Modern Neural Networks",
 * ICML 2017): rows are put into {@value #BINS} bins of equal width by their confidence, the
 * probability of the predicted class, and each bin's mean confidence is held against the share of
 * its rows that are right.
 *
 * @param expectedError the expected calibration error, sum over bins of n_bin / n |accuracy -
 *     confidence|, in [0, 1]; 0 is best. With few rows chance alone keeps it above 0
 * @param bins bin k holds confidences in (k / 15, (k + 1) / 15]
 */
public record Calibration(double expectedError, List<Bin> bins) {
  /** How many bins there are. */
  public static final int BINS = 15;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * The rows of one range of confidence.
   *
   * @param count how many there are; the other numbers are 0 if there are none
   * @param confidence their mean confidence
   * @param accuracy the share of them whose predicted class is the true one
   */
  public record Bin(int count, double confidence, double accuracy) {}

  /**
   * Compares confidence with truth.
   *
   * @param truth n true classes, each in [0, classes)
   * @param probabilities n x classes, row-major, each in [0, 1]
   * @throws IllegalArgumentException if sizes disagree, there are no rows, or a row's largest
   *     probability is not in [0, 1]
   */
  public static Calibration of(int[] truth, float[] probabilities, int classes) {
    return of(truth, probabilities, Scores.predictions(probabilities, classes), classes);
  }

  /**
   * Compares confidence with truth where the predicted class need not be the most probable one.
   *
   * @param predicted n classes that the rows are said to be of
   * @throws IllegalArgumentException as {@link #of(int[], float[], int)}, largest probability or
   *     not
   */
  public static Calibration of(int[] truth, float[] probabilities, int[] predicted, int classes) {
    if (truth.length == 0 || truth.length != predicted.length) {
      throw new IllegalArgumentException(
          "%d true classes and %d rows of probabilities; expected as many of each, at least one"
              .formatted(truth.length, predicted.length));
    }
    var counts = new int[BINS];
    var right = new int[BINS];
    var confidence = new double[BINS];
    for (int row = 0; row < truth.length; row++) {
      double sure = probabilities[row * classes + predicted[row]];
      // Sums of rounded averages may pass 1 by a rounding error.
      if (sure < 0 || sure > 1 + 1e-4) {
        throw new IllegalArgumentException(
            "the confidence of row %d is %s; expected a probability".formatted(row, sure));
      }
      int bin = Math.clamp((int) Math.ceil(sure * BINS) - 1, 0, BINS - 1);
      counts[bin]++;
      confidence[bin] += sure;
      right[bin] += predicted[row] == truth[row] ? 1 : 0;
    }
    var bins =
        IntStream.range(0, BINS)
            .mapToObj(bin -> {
              int count = counts[bin];
              return count == 0
                  ? new Bin(0, 0, 0)
                  : new Bin(count, confidence[bin] / count, (double) right[bin] / count);
            })
            .toList();
    double error =
        bins.stream()
            .mapToDouble(bin -> bin.count() * Math.abs(bin.accuracy() - bin.confidence()))
            .sum();
    return new Calibration(error / truth.length, bins);
  }
}
