package dev.earshot.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a classifier's probabilities are worth, all in [0, 1].
 *
 * @param accuracy share of rows whose predicted class is the true one
 * @param unweightedAccuracy mean recall of the classes present
 * @param meanAveragePrecision mean average precision of the classes present, each against the rest
 * @param perClass one entry for each class, present or not
 */
public record Scores(
    double accuracy,
    double unweightedAccuracy,
    double meanAveragePrecision,
    List<ClassScore> perClass,
    ConfusionMatrix confusion) {

  public Scores {
    perClass = List.copyOf(perClass);
  }

  /**
   * One class against the rest; where {@code support} is 0 the class is not present and its numbers
   * are 0.
   *
   * @param support the number of rows of this class
   */
  public record ClassScore(
      int support, double recall, double precision, double f1, double averagePrecision) {}

  /**
   * Scores predictions.
   *
   * @param truth n true classes, each in [0, classes)
   * @param probabilities n x classes, row-major; any scores that rise with belief will do
   * @throws IllegalArgumentException if sizes disagree, a class is out of range or a number is NaN
   */
  public static Scores of(int[] truth, float[] probabilities, int classes) {
    return of(truth, probabilities, predictions(probabilities, classes), classes);
  }

  /**
   * Scores predictions whose classes need not be the most probable ones.
   *
   * @param predicted n classes that the rows are said to be of
   * @throws IllegalArgumentException as {@link #of(int[], float[], int)}
   */
  public static Scores of(int[] truth, float[] probabilities, int[] predicted, int classes) {
    var confusion = ConfusionMatrix.of(truth, predicted, classes);
    var perClass =
        IntStream.range(0, classes)
            .mapToObj(cls ->
                new ClassScore(
                    confusion.support(cls),
                    confusion.recall(cls),
                    confusion.precision(cls),
                    confusion.f1(cls),
                    averagePrecision(truth, probabilities, classes, cls)))
            .toList();
    double map =
        perClass.stream()
            .filter(score -> score.support() > 0)
            .mapToDouble(ClassScore::averagePrecision)
            .average()
            .orElseThrow();
    return new Scores(
        confusion.accuracy(), confusion.unweightedAccuracy(), map, perClass, confusion);
  }

  /**
   * The most probable class of each row; of equal ones the first.
   *
   * @param probabilities n x classes, row-major
   * @throws IllegalArgumentException if the rows are not whole or a number is NaN
   */
  public static int[] predictions(float[] probabilities, int classes) {
    if (classes < 1 || probabilities.length % classes != 0) {
      throw new IllegalArgumentException(
          "%d probabilities are not rows of %d".formatted(probabilities.length, classes));
    }
    var best = new int[probabilities.length / classes];
    for (int i = 0; i < probabilities.length; i++) {
      int row = i / classes;
      if (Float.isNaN(probabilities[i])) {
        throw new IllegalArgumentException(
            "the probability of class %d in row %d is NaN".formatted(i % classes, row));
      }
      if (probabilities[i] > probabilities[row * classes + best[row]]) {
        best[row] = i % classes;
      }
    }
    return best;
  }

  /**
   * Average precision sum_k (R_k - R_(k-1)) P_k over falling distinct thresholds, with no
   * interpolation, as scikit-learn's {@code average_precision_score}: rows of equal score enter
   * together.
   */
  private static double averagePrecision(int[] truth, float[] probabilities, int classes, int cls) {
    var ranking = new long[truth.length];
    int positives = 0;
    for (int row = 0; row < truth.length; row++) {
      int positive = truth[row] == cls ? 1 : 0;
      positives += positive;
      ranking[row] = (long) descending(probabilities[row * classes + cls]) << 1 | positive;
    }
    if (positives == 0) {
      return 0;
    }
    Arrays.sort(ranking);
    double sum = 0;
    int found = 0;
    int foundBefore = 0;
    for (int row = 0; row < ranking.length; row++) {
      found += (int) (ranking[row] & 1);
      boolean lastOfItsScore =
          row + 1 == ranking.length || ranking[row + 1] >> 1 != ranking[row] >> 1;
      if (lastOfItsScore) {
        sum += (double) (found - foundBefore) / positives * found / (row + 1);
        foundBefore = found;
      }
    }
    return sum;
  }

  /** An integer that falls as the score rises, the same for both zeros. */
  private static int descending(float score) {
    int bits = Float.floatToIntBits(score + 0f);
    return ~(bits < 0 ? bits ^ Integer.MAX_VALUE : bits);
  }
}
