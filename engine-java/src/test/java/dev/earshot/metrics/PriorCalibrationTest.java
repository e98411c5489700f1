package dev.earshot.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PriorCalibrationTest {
  private static final double[] SHARES = {0.7, 0.2, 0.1};

  /**
   * Rows whose classes have the given frequencies. Each row has one Gaussian number per class,
   * which is larger for its own class. The class-balanced posterior is then known exactly. The
   * method returns a power of it.
   */
  private static float[] balanced(int[] truth, double power, long seed) {
    Random random = new Random(seed);
    float[] p = new float[truth.length * 3];
    for (int i = 0; i < truth.length; i++) {
      double u = random.nextDouble();
      truth[i] = u < 0.7 ? 0 : u < 0.9 ? 1 : 2;
      double[] logs = new double[3];
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        logs[c] = power * 1.5 * (random.nextGaussian() + (c == truth[i] ? 1.5 : 0));
        sum += Math.exp(logs[c]);
      }
      for (int c = 0; c < 3; c++) {
        p[i * 3 + c] = (float) (Math.exp(logs[c]) / sum);
      }
    }
    return p;
  }

  @Test
  void findsThePowerAndTheShares() {
    int[] truth = new int[5000];
    float[] p = balanced(truth, 0.5, 1);
    var found = PriorCalibration.fit(p, SHARES, truth, 20);
    assertEquals(2, found.sharpness(), 0.2);
    assertEquals(1, found.exponent(), 0.13);
    Sharpness.apply(p, 3, found.sharpness());
    Sharpness.weigh(p, found.factors(SHARES));
    double error = Calibration.of(truth, p, 3).expectedError();
    assertTrue(error < 0.02, "error " + error);
  }

  @Test
  void leavesAloneWhatIsForClipsAsTheyCome() {
    int[] truth = new int[5000];
    float[] p = balanced(truth, 1, 2);
    Sharpness.weigh(p, SHARES);
    var found = PriorCalibration.fit(p, SHARES, truth, 20);
    assertEquals(1, found.sharpness(), 0.15);
    assertEquals(0, found.exponent(), 0.13);
    assertArrayEquals(new double[] {1, 1, 1}, new PriorCalibration(1, 0).factors(SHARES));
  }

  @Test
  void fewRowsHardlyMoveIt() {
    int[] truth = new int[3];
    float[] p = balanced(truth, 1, 3);
    var found = PriorCalibration.fit(p, SHARES, truth, 1000);
    assertEquals(new PriorCalibration(1, 1), found);
  }
}
