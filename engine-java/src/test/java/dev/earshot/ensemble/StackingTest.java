package dev.earshot.ensemble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StackingTest {
  private static final int CLASSES = 3;

  private static final double[] EQUAL = {1 / 3.0, 1 / 3.0, 1 / 3.0};

  private static int[] truth(int n) {
    return IntStream.range(0, n).map(i -> i % CLASSES).toArray();
  }

  /**
   * Gives the true class p on a fraction of the rows, else the next class. Other classes get the
   * rest.
   */
  private static float[] member(int[] truth, float p, double right, long seed) {
    Random random = new Random(seed);
    float[] probabilities = new float[truth.length * CLASSES];
    Arrays.fill(probabilities, (1 - p) / (CLASSES - 1));
    for (int i = 0; i < truth.length; i++) {
      int predicted = random.nextDouble() < right ? truth[i] : (truth[i] + 1) % CLASSES;
      probabilities[i * CLASSES + predicted] = p;
    }
    return probabilities;
  }

  private static Stacking of(List<float[]> members, int[] truth) {
    return Stacking.of(members, new boolean[members.size()], truth, EQUAL);
  }

  /** A gated member has a weight only if it is better than each of three other members. */
  @Test
  void aGatedMemberHasAWeightIfItIsBetterThanAllOthers() {
    int[] truth = truth(90);
    for (double right : new double[] {0.75, 0.95}) {
      List<float[]> members =
          List.of(
              member(truth, 0.9f, 0.85, 1),
              member(truth, 0.9f, 0.7, 2),
              member(truth, 0.9f, right, 3),
              member(truth, 0.9f, 0.5, 4));
      boolean[] gated = {false, false, true, false};
      double[] weights = Stacking.of(members, gated, truth, EQUAL).weights();
      assertEquals(right > 0.9, weights[2] > 0, Arrays.toString(weights));
      assertEquals(1, Arrays.stream(weights).sum(), 1e-12);
      assertTrue(of(members, truth).weights()[2] > 0);
    }
  }

  /** The weight is exactly 1, however the clips' weights are rounded. */
  @Test
  void anOnlyMemberHasAllTheWeight() {
    for (int n = CLASSES; n < 100; n++) {
      int[] truth = truth(n);
      assertArrayEquals(
          new double[] {1},
          of(List.of(member(truth, 0.9f, 0.7, n)), truth).weights(),
          n + " clips");
    }
  }

  @Test
  void theBetterMemberGetsTheSay() {
    int[] truth = truth(300);
    Stacking stack = of(List.of(member(truth, 0.9f, 0.9, 1), member(truth, 0.9f, 0.4, 2)), truth);
    assertTrue(stack.weights()[0] > 0.8, Arrays.toString(stack.weights()));
    assertEquals(1, Arrays.stream(stack.weights()).sum(), 1e-12);
    assertTrue(
        stack.sharpness()[0] > 2 * stack.sharpness()[1], "who is often wrong must be less sure");
  }

  /** One member is always right, the other always wrong. Only the number of labels differs. */
  @Test
  void fewLabelsLeaveTheOthersSomeWeight() {
    double[] weights =
        IntStream.of(3, 6, 300)
            .mapToObj(StackingTest::truth)
            .map(truth -> List.of(member(truth, 0.9f, 1, 1), member(truth, 0.9f, 0, 2)))
            .mapToDouble(
                members -> of(members, truth(members.getFirst().length / CLASSES)).weights()[0])
            .toArray();
    assertTrue(0.6 < weights[0] && weights[0] < 0.8, Arrays.toString(weights));
    assertTrue(weights[0] < weights[1] && weights[1] < 0.9, Arrays.toString(weights));
    assertTrue(weights[2] > 0.95, Arrays.toString(weights));
  }

  /** Doubling one class's rows changes nothing, because its weight is divided among them. */
  @Test
  void allClassesHaveTheSameWeight() {
    int[] truth = truth(60);
    float[] right = member(truth, 0.8f, 0.8, 1);
    float[] other = member(truth, 0.7f, 0.6, 2);
    int[] rows =
        IntStream.range(0, 120)
            .filter(i -> i < 60 || truth[i - 60] == 0)
            .map(i -> i < 60 ? i : i - 60)
            .toArray();
    double once = Stacking.cost(right, truth, CLASSES);
    double twice = Stacking.cost(pick(right, rows), pick(truth, rows), CLASSES);
    assertEquals(once, twice, 0.01);
    assertTrue(once < Stacking.cost(other, truth, CLASSES));
  }

  private static float[] pick(float[] probabilities, int[] rows) {
    float[] chosen = new float[rows.length * CLASSES];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(probabilities, rows[i] * CLASSES, chosen, i * CLASSES, CLASSES);
    }
    return chosen;
  }

  private static int[] pick(int[] labels, int[] rows) {
    return Arrays.stream(rows).map(row -> labels[row]).toArray();
  }

  @Test
  void withoutHeldBackClipsAllAreEqual() {
    Stacking stack = Stacking.equal(4);
    assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25}, stack.weights());
    assertArrayEquals(new double[] {1, 1, 1, 1}, stack.sharpness());
  }
}
