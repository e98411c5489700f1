package dev.earshot.cli.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cli.label.LearningCurve.HeldOut;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearningCurveTest {
  /** Predictions of which this fraction is wrong, spread evenly over two classes. */
  private static int[] predictions(int[] truth, double wrong) {
    double[] due = new double[2];
    return IntStream.of(truth)
        .map(label -> {
          due[label] += wrong;
          if (due[label] >= 1 - 1e-9) {
            due[label]--;
            return 1 - label;
          }
          return label;
        })
        .toArray();
  }

  private static final int[] TRUTH = IntStream.range(0, 400).map(i -> i % 2).toArray();

  /** An error of 0.2 at 40 labels and 0.1 at 80 falls as 1 / n. */
  @Test
  void aPowerOfTheNumberOfLabelsIsContinued() {
    var curve =
        LearningCurve.of(
            new HeldOut(
                TRUTH, predictions(TRUTH, 0.1), predictions(TRUTH, 0.2), predictions(TRUTH, 0.1)),
            2,
            40,
            80,
            100);
    assertEquals(0.8, curve.half().value(), 0.003);
    assertEquals(0.9, curve.now().value(), 1e-9);
    // e(120) = 0.1 * 80 / 120, and a little more for half a mistake.
    assertEquals(1 - 0.0667, curve.next().value(), 0.001);
    assertEquals(0.0333, curve.gain().value(), 0.001);
    assertEquals(120, curve.labelsNext());
    assertTrue(curve.gain().low() < 0.032 && curve.gain().high() > 0.033, curve.toString());
    assertTrue(curve.now().low() < 0.9 && curve.now().high() > 0.9);
  }

  /** With two labels a class a fold has one of each, and half of them is one of each, too. */
  @Test
  void withoutFewerLabelsToCompareWithAnyPowerIsPossible() {
    var truth = new int[] {0, 0, 1, 1};
    var half = new int[] {0, 1, 1, 1};
    var curve = LearningCurve.of(new HeldOut(truth, half, half, half), 2, 2, 2, 4);
    assertEquals(0.75, curve.now().value(), 1e-9);
    assertEquals(0.25 - 0.25 * Math.sqrt(2.0 / 24), curve.gain().value(), 1e-9);
    assertTrue(curve.gain().low() < 0.1 && curve.gain().high() > 0.2, curve.toString());
  }

  @Test
  void labelsThatBroughtNothingPromiseNothing() {
    var wrong = predictions(TRUTH, 0.25);
    var curve = LearningCurve.of(new HeldOut(TRUTH, wrong, wrong, wrong), 2, 40, 80, 100);
    assertEquals(0, curve.gain().value(), 1e-9);
    var worse =
        LearningCurve.of(new HeldOut(TRUTH, wrong, predictions(TRUTH, 0.1), wrong), 2, 40, 80, 100);
    assertEquals(0, worse.gain().value(), 1e-9);
    assertEquals(worse.now().value(), worse.next().value(), 1e-9);
  }

  @Test
  void withoutAMistakeThereIsNothingToGain() {
    var curve = LearningCurve.of(new HeldOut(TRUTH, TRUTH, TRUTH, TRUTH), 2, 4, 8, 10);
    assertEquals(1, curve.now().value());
    assertEquals(0, curve.gain().value());
    assertTrue(curve.gain().high() < 0.01);
  }

  /** With few windows the interval is wide, and holds what the true curve brings. */
  @Test
  void fewWindowsGiveAWideInterval() {
    int inside = 0;
    int trials = 60;
    for (int trial = 0; trial < trials; trial++) {
      var random = new Random(trial);
      var truth = IntStream.range(0, 60).map(i -> i % 2).toArray();
      // Error 0.3 with half of the labels and 0.3 / sqrt(2) with all: b = 1/2.
      var hard = IntStream.range(0, 60).mapToDouble(i -> random.nextDouble()).toArray();
      var half = flipped(truth, hard, 0.3);
      var all = flipped(truth, hard, 0.3 / Math.sqrt(2));
      var curve = LearningCurve.of(new HeldOut(truth, all, half, all), 2, 24, 48, 60);
      double gain = 0.3 / Math.sqrt(2) * (1 - Math.sqrt(48.0 / 80));
      inside += curve.gain().low() <= gain && gain <= curve.gain().high() ? 1 : 0;
      assertTrue(curve.gain().high() - curve.gain().low() > 0.01);
    }
    // It is an 80 % interval.
    assertTrue(inside >= 0.65 * trials, inside + " of " + trials);
  }

  private static int[] flipped(int[] truth, double[] hard, double error) {
    return IntStream.range(0, truth.length)
        .map(i -> hard[i] < error ? 1 - truth[i] : truth[i])
        .toArray();
  }
}
