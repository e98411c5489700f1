package dev.earshot.metrics;

import dev.earshot.Predictions;
import dev.earshot.base.MostProbable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scores of a classifier's predictions and probabilities. All scores are in [0, 1]. A class is
 * present if at least one row truly has it.
 *
 * @param accuracy the fraction of rows whose predicted class is the true one
 * @param unweightedAccuracy the mean recall of the classes present
 * @param meanAveragePrecision the mean of the average precision of the classes present, each
 *     against the rest
 * @param perClass the scores of each class, present or not
 * @param confusion the number of rows for each pair of true and predicted class
 */
public record Scores(
    double accuracy,
    double unweightedAccuracy,
    double meanAveragePrecision,
    List<ClassScore> perClass,
    ConfusionMatrix confusion) {

  /** Copies the list. */
  public Scores {
    perClass = List.copyOf(perClass);
  }

  /**
   * The scores of one class against the rest. If {@code support} is 0, the class is not present and
   * its scores are 0.
   *
   * @param support the number of rows of this class
   * @param recall the fraction of the class's rows that were recognised
   * @param precision the fraction of the class's predictions that are right
   * @param f1 the harmonic mean of precision and recall
   * @param averagePrecision the area under the precision-recall curve, without interpolation
   */
  public record ClassScore(
      int support, double recall, double precision, double f1, double averagePrecision) {}

  /**
   * Scores probabilities. The predicted class of a row is the most probable one.
   *
   * @param truth n true classes, each in [0, classes)
   * @param probabilities n x classes, row-major; other numbers are allowed too if they are higher
   *     for more probable classes
   * @param classes the number of classes
   * @throws IllegalArgumentException if sizes disagree, a class is out of range or a number is NaN
   */
  public static Scores of(int[] truth, float[] probabilities, int classes) {
    return of(truth, probabilities, MostProbable.of(probabilities, classes), classes);
  }

  /**
   * Scores the predictions of a model.
   *
   * @param predictions for n clips
   * @param truth their true classes
   * @throws IllegalArgumentException as for {@link #of(int[], float[], int)}
   */
  public static Scores of(Predictions predictions, int[] truth) {
    return of(
        truth, predictions.probabilities(), predictions.labels(), predictions.classes().size());
  }

  /**
   * Scores predictions and probabilities. The predicted classes need not be the most probable ones.
   *
   * @param truth n true classes, each in [0, classes)
   * @param probabilities n x classes, row-major
   * @param predicted n predicted classes
   * @param classes the number of classes
   * @throws IllegalArgumentException as for {@link #of(int[], float[], int)}
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
   * Average precision sum_k (R_k - R_(k-1)) P_k over distinct thresholds in descending order,
   * without interpolation, like scikit-learn's {@code average_precision_score}. Rows with equal
   * scores enter together.
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

  /**
   * Maps scores to integers in reverse order: a higher score gets a lower integer. The scores 0.0
   * and -0.0 get the same integer.
   */
  private static int descending(float score) {
    int bits = Float.floatToIntBits(score + 0f);
    return ~(bits < 0 ? bits ^ Integer.MAX_VALUE : bits);
  }
}
