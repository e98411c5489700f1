package dev.earshot.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoppingTest {
  /** The epoch after which a training with these validation losses and accuracies ends. */
  private static int end(Stopping stopping, double[] losses, double[] accuracies) {
    List<NodeEpoch> log = new ArrayList<>();
    do {
      int at = log.size();
      log.add(new NodeEpoch(at + 1, Map.of(), losses[at], accuracies[at], 0));
    } while (!stopping.endsAfter(log));
    return log.size();
  }

  @Test
  void theLimitHolds() {
    double[] falling = {5, 4, 3, 2, 1};
    double[] rising = {0.1, 0.2, 0.3, 0.4, 0.5};
    assertEquals(4, end(new Stopping(4, 2, 2), falling, rising));
  }

  @Test
  void windowComparesWithTheMeanOfTheLossesBefore() {
    // 2.9 is below the mean of 4 and 3, 3 above that of 3 and 2.9.
    double[] losses = {5, 4, 3, 2.9, 3, 1};
    assertEquals(5, end(new Stopping(6, 2, 0), losses, new double[6]));
    // A window of 4 is full only after epoch 5, whose loss is below the mean.
    assertEquals(6, end(new Stopping(6, 4, 0), losses, new double[6]));
  }

  @Test
  void patienceCountsEpochsWithoutAnyImprovement() {
    double[] losses = {3, 2, 2.5, 2.5, 2.5, 2.5};
    double[] accuracies = {0.5, 0.5, 0.4, 0.6, 0.3, 0.3};
    // The accuracy of epoch 4 is the last improvement.
    assertEquals(6, end(new Stopping(9, 0, 2), losses, accuracies));
  }

  @Test
  void rangesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Stopping(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Stopping(1, -1, 0));
  }
}
