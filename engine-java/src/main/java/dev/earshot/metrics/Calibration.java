package dev.earshot.metrics;

import dev.earshot.Predictions;
import dev.earshot.base.MostProbable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Compares probabilities with accuracy (Guo et al., "On Calibration of Modern Neural Networks",
 * ICML 2017). The confidence of a row is the probability of its predicted class. Rows are put into
 * {@value #BINS} bins of equal width by their confidence. In each bin the mean confidence is
 * compared with the accuracy, the fraction of rows whose prediction is right.
 *
 * @param expectedError the expected calibration error (ECE), sum over bins of n_bin / n |accuracy -
 *     confidence|, in [0, 1]; 0 is best. With few rows, chance alone makes it greater than 0
 * @param bins the bins; bin k holds confidences in (k / 15, (k + 1) / 15]
 */
public record Calibration(double expectedError, List<Bin> bins) {
  /** The number of bins. */
  public static final int BINS = 15;

  /** Copies the list. */
  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * The rows of one range of confidence.
   *
   * @param count the number of rows; the other numbers are 0 if there are none
   * @param confidence the mean confidence of the rows
   * @param accuracy the fraction of the rows whose predicted class is the true one
   */
  public record Bin(int count, double confidence, double accuracy) {}

  /**
   * The calibration of the predictions of a model.
   *
   * @param predictions for n clips
   * @param truth their true classes
   */
  public static Calibration of(Predictions predictions, int[] truth) {
    return of(
        truth, predictions.probabilities(), predictions.labels(), predictions.classes().size());
  }

  /**
   * Compares confidence with truth. The predicted class of a row is the most probable one.
   *
   * @param truth n true classes, each in [0, classes)
   * @param probabilities n x classes, row-major, each in [0, 1]
   * @param classes the number of classes
   * @throws IllegalArgumentException if sizes disagree, there are no rows, or a row's largest
   *     probability is not in [0, 1]
   */
  public static Calibration of(int[] truth, float[] probabilities, int classes) {
    return of(truth, probabilities, MostProbable.of(probabilities, classes), classes);
  }

  /**
   * Compares confidence with truth. The predicted classes need not be the most probable ones.
   *
   * @param truth n true classes, each in [0, classes)
   * @param probabilities n x classes, row-major, each in [0, 1]
   * @param predicted n predicted classes
   * @param classes the number of classes
   * @throws IllegalArgumentException if sizes disagree, there are no rows, or the probability of a
   *     row's predicted class is not in [0, 1]
   */
  public static Calibration of(int[] truth, float[] probabilities, int[] predicted, int classes) {
    if (truth.length == 0 || truth.length != predicted.length) {
      throw new IllegalArgumentException(
          "%s true classes and %s rows of probabilities; expected as many of each, at least one"
              .formatted(truth.length, predicted.length));
    }
    var counts = new int[BINS];
    var right = new int[BINS];
    var confidence = new double[BINS];
    for (int row = 0; row < truth.length; row++) {
      double probability = probabilities[row * classes + predicted[row]];
      // Sums of rounded averages may exceed 1 by a rounding error.
      if (probability < 0 || probability > 1 + 1e-4) {
        throw new IllegalArgumentException(
            "the confidence of row %s is %s; expected a probability".formatted(row, probability));
      }
      int bin = Math.clamp((int) Math.ceil(probability * BINS) - 1, 0, BINS - 1);
      counts[bin]++;
      confidence[bin] += probability;
      right[bin] += predicted[row] == truth[row] ? 1 : 0;
    }
    return ofBins(
        IntStream.range(0, BINS)
            .mapToObj(bin -> {
              int count = counts[bin];
              return count == 0
                  ? new Bin(0, 0, 0)
                  : new Bin(count, confidence[bin] / count, (double) right[bin] / count);
            })
            .toList());
  }

  /**
   * The calibration of all rows of several results together.
   *
   * @param parts at least one
   */
  public static Calibration together(List<Calibration> parts) {
    return ofBins(
        IntStream.range(0, BINS)
            .mapToObj(bin -> parts.stream().map(part -> part.bins().get(bin)).toList())
            .map(Calibration::joined)
            .toList());
  }

  /** One bin with the rows of several. */
  private static Bin joined(List<Bin> bins) {
    int count = bins.stream().mapToInt(Bin::count).sum();
    if (count == 0) {
      return new Bin(0, 0, 0);
    }
    double confidence = bins.stream().mapToDouble(bin -> bin.count() * bin.confidence()).sum();
    double right = bins.stream().mapToDouble(bin -> bin.count() * bin.accuracy()).sum();
    return new Bin(count, confidence / count, right / count);
  }

  private static Calibration ofBins(List<Bin> bins) {
    int rows = bins.stream().mapToInt(Bin::count).sum();
    double error =
        bins.stream()
            .mapToDouble(bin -> bin.count() * Math.abs(bin.accuracy() - bin.confidence()))
            .sum();
    return new Calibration(error / rows, bins);
  }
}
