package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.base.MostProbable;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UncertaintyTest {
  /** Two rows in bin 10, one of them right; a wrong one in bin 9; a right one in the last bin. */
  @Test
  void calibrationByHand() {
    float[] probabilities = {0.7f, 0.3f, 0.3f, 0.7f, 0.62f, 0.38f, 1, 0};
    var calibration = Calibration.of(new int[] {0, 0, 1, 0}, probabilities, 2);
    var both = calibration.bins().get(10);
    assertEquals(2, both.count());
    assertEquals(0.7, both.confidence(), 1e-7);
    assertEquals(0.5, both.accuracy());
    assertEquals(1, calibration.bins().get(14).count());
    assertEquals(4, calibration.bins().stream().mapToInt(Calibration.Bin::count).sum());
    assertEquals((2 * 0.2 + 0.62 + 0) / 4, calibration.expectedError(), 1e-7);
  }

  /** Labels are drawn from the predicted probabilities, so there is only a random error. */
  @Test
  void trueProbabilitiesAreCalibratedAndOverconfidentOnesAreNot() {
    var random = new Random(3);
    int n = 20_000;
    var truth = new int[n];
    var honest = new float[2 * n];
    var boastful = new float[2 * n];
    for (int row = 0; row < n; row++) {
      float p = random.nextFloat();
      truth[row] = random.nextFloat() < p ? 0 : 1;
      honest[2 * row] = p;
      honest[2 * row + 1] = 1 - p;
      boastful[2 * row] = p > 0.5 ? 1 : 0;
      boastful[2 * row + 1] = 1 - boastful[2 * row];
    }
    assertEquals(0, Calibration.of(truth, honest, 2).expectedError(), 0.015);
    assertEquals(0.25, Calibration.of(truth, boastful, 2).expectedError(), 0.01);
  }

  @Test
  void calibrationNeedsProbabilities() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Calibration.of(new int[] {0}, new float[] {1.5f, 0}, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> Calibration.of(new int[] {0, 1}, new float[] {1, 0}, 2));
  }

  /** The error of few clips is mostly chance. Parts together have that of all their clips. */
  @Test
  void partsTogetherAreCalibratedAsAllTheirClips() {
    SplittableRandom random = new SplittableRandom(4);
    int parts = 50;
    int each = 20;
    int[] truth = new int[parts * each];
    float[] honest = new float[2 * truth.length];
    for (int i = 0; i < truth.length; i++) {
      honest[2 * i] = 0.5f + 0.5f * (float) random.nextDouble();
      honest[2 * i + 1] = 1 - honest[2 * i];
      truth[i] = random.nextDouble() < honest[2 * i] ? 0 : 1;
    }
    List<Calibration> own =
        IntStream.range(0, parts)
            .mapToObj(p ->
                Calibration.of(
                    Arrays.copyOfRange(truth, p * each, (p + 1) * each),
                    Arrays.copyOfRange(honest, 2 * p * each, 2 * (p + 1) * each),
                    2))
            .toList();
    double together = Calibration.together(own).expectedError();
    assertEquals(Calibration.of(truth, honest, 2).expectedError(), together, 1e-6);
    double mean = own.stream().mapToDouble(Calibration::expectedError).average().orElseThrow();
    assertTrue(mean > 0.15 && together < 0.06, mean + " and " + together);
  }

  /**
   * Each end of the interval is a fraction whose own normal interval just reaches the observed one.
   */
  @Test
  void wilsonByItsDefinition() {
    for (int[] counts : new int[][] {{0, 12}, {3, 12}, {12, 12}, {270, 400}}) {
      var interval = Interval.wilson(counts[0], counts[1]);
      double found = (double) counts[0] / counts[1];
      assertEquals(found, interval.value());
      for (double end : new double[] {interval.low(), interval.high()}) {
        double surprise = Math.abs(found - end) - 1.959964 * Math.sqrt(end * (1 - end) / counts[1]);
        boolean atItsBound = end == 0 || end == 1;
        assertEquals(0, atItsBound ? found - end : surprise, 1e-12);
      }
    }
    assertTrue(Interval.wilson(0, 12).high() > 0.2);
    assertThrows(IllegalArgumentException.class, () -> Interval.wilson(1, 0));
  }

  @Test
  void anIntervalOfRunsIsADeviationEachWay() {
    assertEquals(new Interval(2, 1, 3), Interval.of(MeanStd.of(1, 2, 3)));
    assertThrows(IllegalArgumentException.class, () -> new Interval(1, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> Interval.exact(Double.NaN));
  }

  /**
   * For the mean of n coin flips, the bootstrap interval and the normal interval must nearly agree.
   */
  @Test
  void bootstrapOfAFractionIsAsWideAsInTheory() {
    int n = 400;
    var truth = new int[n];
    var probabilities = new float[2 * n];
    for (int row = 0; row < n; row++) {
      truth[row] = row % 2;
      boolean right = row % 10 < 7;
      probabilities[2 * row + (right ? truth[row] : 1 - truth[row])] = 1;
    }
    int[] predicted = MostProbable.of(probabilities, 2);
    var interval = Bootstrap.of(truth, probabilities, predicted, 2).interval(Scores::accuracy);
    double half = 1.96 * Math.sqrt(0.7 * 0.3 / n);
    assertEquals(0.7, interval.value(), 1e-12);
    assertEquals(0.7 - half, interval.low(), 0.012);
    assertEquals(0.7 + half, interval.high(), 0.012);
    assertEquals(
        interval, Bootstrap.of(truth, probabilities, predicted, 2).interval(Scores::accuracy));
  }
}
