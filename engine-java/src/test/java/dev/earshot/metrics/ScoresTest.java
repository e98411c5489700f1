package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.earshot.base.MostProbable;
import org.junit.jupiter.api.Test;

class ScoresTest {
  /**
   * Probabilities are multiples of 1/8, so that many are equal. Class 3 does not occur in TRUTH.
   */
  private static final int[] TRUTH = {
    2, 1, 2, 2, 1, 2, 2, 0, 0, 0, 0, 2, 2, 0, 1, 2, 0, 2, 0, 1, 2, 0, 1, 0
  };

  private static final int[] EIGHTHS = {
    2, 2, 4, 0, 5, 1, 1, 1, 0, 0, 5, 3, 4, 1, 1, 2, 2, 0, 1, 4, 2, 4, 0, 2,
    0, 1, 5, 2, 4, 2, 2, 0, 1, 1, 3, 3, 1, 2, 5, 0, 0, 1, 3, 4, 2, 3, 2, 2,
    0, 5, 2, 2, 0, 3, 3, 3, 1, 3, 3, 1, 1, 4, 2, 2, 0, 1, 5, 2, 0, 2, 1, 5,
    3, 3, 2, 0, 5, 0, 2, 0, 6, 0, 2, 0, 0, 2, 4, 1, 2, 2, 1, 3, 4, 1, 1, 2
  };

  private static float[] probabilities() {
    var probabilities = new float[EIGHTHS.length];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = EIGHTHS[i] / 8f;
    }
    return probabilities;
  }

  /**
   * Expected values: accuracy_score, recall_score, precision_score, f1_score (zero_division=0),
   * average_precision_score(TRUTH == c, p[:, c]) and confusion_matrix of scikit-learn 1.9.1 on the
   * arrays above.
   */
  @Test
  void agreesWithScikitLearn() {
    var scores = Scores.of(TRUTH, probabilities(), 4);
    double[] recall = {1 / 3.0, 0.2, 0.3, 0};
    double[] precision = {0.42857142857142855, 0.16666666666666666, 0.42857142857142855, 0};
    double[] f1 = {0.375, 0.18181818181818182, 0.35294117647058826, 0};
    double[] ap = {0.3578042328042328, 0.1726739926739927, 0.4346334185848252, 0};
    int[] support = {9, 5, 10, 0};
    int[] confusion = {3, 1, 4, 1, 2, 1, 0, 2, 2, 4, 3, 1, 0, 0, 0, 0};
    assertEquals(0.2916666666666667, scores.accuracy(), 1e-15);
    assertEquals(0.27777777777777773, scores.unweightedAccuracy(), 1e-15);
    assertEquals(0.3217038813543502, scores.meanAveragePrecision(), 1e-15);
    for (int cls = 0; cls < 4; cls++) {
      var score = scores.perClass().get(cls);
      assertEquals(recall[cls], score.recall(), 1e-15);
      assertEquals(precision[cls], score.precision(), 1e-15);
      assertEquals(f1[cls], score.f1(), 1e-15);
      assertEquals(ap[cls], score.averagePrecision(), 1e-15);
      assertEquals(support[cls], score.support());
      for (int other = 0; other < 4; other++) {
        assertEquals(confusion[cls * 4 + other], scores.confusion().count(cls, other));
      }
    }
  }

  /** Class 1 ranks + - + -: precision 1 at recall 1/2, then 2/3 at 1. */
  @Test
  void averagePrecisionByHand() {
    float[] ranked = {.1f, .9f, .2f, .8f, .3f, .7f, .4f, .6f};
    var scores = Scores.of(new int[] {1, 0, 1, 0}, ranked, 2);
    assertEquals((1 + 2 / 3.0) / 2, scores.perClass().get(1).averagePrecision(), 1e-15);
    // 2 first, then three equal ones: precision 1 at recall 1/2, then 2/4 at 1.
    assertEquals((1 + 2 / 4.0) / 2, ap(new int[] {1, 0, 0, 1}, 2, 1, 1, 1), 1e-15);
    // All equal: one threshold, precision 2/4 at recall 1.
    assertEquals(0.5, ap(new int[] {1, 0, 1, 0}, 1, 1, 1, 1), 1e-15);
    // Negative scores and both zeros: the order is 2, then 0 and -0 together, then -1, -3.
    assertEquals((1 + 2 / 3.0) / 2, ap(new int[] {1, 0, 1, 0, 0}, 0, -0f, 2, -1, -3), 1e-15);
  }

  private static double ap(int[] truth, float... scores) {
    var rows = new float[2 * scores.length];
    for (int i = 0; i < scores.length; i++) {
      rows[2 * i + 1] = scores[i];
    }
    return Scores.of(truth, rows, 2).perClass().get(1).averagePrecision();
  }

  @Test
  void equalProbabilitiesGoToTheFirstClass() {
    float[] rows = {.4f, .4f, .2f, .1f, .45f, .45f, -1, -2, -0.5f};
    assertArrayEquals(new int[] {0, 1, 2}, MostProbable.of(rows, 3));
  }

  @Test
  void refusesWhatCannotBeScored() {
    float[] nan = {1, 0, Float.NaN, 0};
    assertThrows(IllegalArgumentException.class, () -> Scores.of(new int[] {0, 1}, nan, 2));
    float[] fine = {1, 0, 0, 1};
    assertThrows(IllegalArgumentException.class, () -> Scores.of(new int[] {0, -1}, fine, 2));
    assertThrows(IllegalArgumentException.class, () -> Scores.of(new int[] {0, 2}, fine, 2));
    assertThrows(IllegalArgumentException.class, () -> Scores.of(new int[] {0}, fine, 2));
    assertThrows(IllegalArgumentException.class, () -> Scores.of(new int[] {0}, fine, 3));
    assertThrows(IllegalArgumentException.class, () -> Scores.of(new int[] {}, new float[0], 2));
  }
}
