package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LbfgsTest {
  /** A bowl that is 1000 times as steep in one direction as in another, with a quartic wall. */
  @Test
  void findsTheMinimumInFewEvaluations() throws InterruptedException {
    double[] centre = {1, -2, 0.5, 3};
    double[] steepness = {1, 10, 100, 1000};
    AtomicInteger evaluations = new AtomicInteger();
    double[] found =
        Lbfgs.minimise(
            (point, gradient) -> {
              evaluations.incrementAndGet();
              double value = 0;
              for (int i = 0; i < point.length; i++) {
                double d = point[i] - centre[i];
                value += steepness[i] * d * d / 2 + Math.pow(d, 4) / 4;
                gradient[i] = steepness[i] * d + Math.pow(d, 3);
              }
              return value;
            },
            new double[4],
            1e-6);
    assertArrayEquals(centre, found, 1e-6);
    assertTrue(evaluations.get() < 60, evaluations + " evaluations");
  }

  /** Imitates float arithmetic: the value has 7 digits, the slope a few more. */
  @Test
  void endsNearTheMinimumOfARoundedFunction() throws InterruptedException {
    double[] found =
        Lbfgs.minimise(
            (point, gradient) -> {
              double value = 0.5;
              for (int i = 0; i < point.length; i++) {
                double d = point[i] - i;
                value += 0.01 * (i + 1) * d * d;
                gradient[i] = 0.02 * (i + 1) * d;
              }
              return (float) value;
            },
            new double[] {5, 5, 5},
            1e-6);
    assertArrayEquals(new double[] {0, 1, 2}, found, 1e-4);
  }
}
