package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BalancedSelfTrainingTest {
  private static final BalancedSelfTraining METHOD = new BalancedSelfTraining(1, 0.8, 4, 1000);

  @Test
  void theSurestOfEachClassAreGuessed() {
    float[] probabilities = {
      0.9f, 0.1f, 0.6f, 0.4f, 0.7f, 0.3f, 0.2f, 0.8f, 0.9f, 0.1f,
    };
    assertArrayEquals(
        new int[] {0, -1, -1, 1, 0}, BalancedSelfTraining.mostProbable(probabilities, 2, 2));
    assertArrayEquals(
        new int[] {0, -1, -1, 1, -1},
        BalancedSelfTraining.mostProbable(probabilities, 2, 1),
        "of equal ones the first");
    assertArrayEquals(
        new int[] {0, 0, 0, 1, 0}, BalancedSelfTraining.mostProbable(probabilities, 2, 9));
  }

  /**
   * Two clouds that differ in the first feature. Each has one label, and these two rows also differ
   * in the second feature. Only the unlabelled rows show that the second feature is of no use.
   */
  @Test
  void unlabelledRowsCorrectWhatTwoLabelsSay() throws InterruptedException {
    int n = 200;
    Random random = new Random(5);
    float[] x = new float[2 * n];
    int[] truth = new int[n];
    int[] labels = new int[n];
    Arrays.fill(labels, -1);
    for (int i = 0; i < n; i++) {
      truth[i] = i % 2;
      x[2 * i] = (float) ((truth[i] == 0 ? -1.5 : 1.5) + 0.4 * random.nextGaussian());
      x[2 * i + 1] = (float) random.nextGaussian();
    }
    for (int i = 0; i < 2; i++) {
      x[2 * i] = i == 0 ? -1.2f : 1.2f;
      x[2 * i + 1] = i == 0 ? -1.5f : 1.5f;
      labels[i] = i;
    }
    TrainingSet data = new TrainingSet(x, 2, labels, 2);
    try (Backend backend = Backends.choose("reference").provider().open()) {
      double two =
          accuracy(new LogisticRegression(1, true).fit(data, 0, backend), data, truth, backend);
      double all = accuracy(METHOD.fit(data, 0, backend), data, truth, backend);
      assertTrue(two < 0.9 && all > 0.98, () -> two + " and " + all);
    }
  }

  @Test
  void withoutUnlabelledRowsItIsRegression() throws InterruptedException {
    TrainingSet data =
        new TrainingSet(
            new float[] {1, 0, 0.5f, 1, -1, 0.25f, -1, -1}, 2, new int[] {0, 0, 1, 1}, 2);
    try (Backend backend = Backends.choose("reference").provider().open()) {
      assertArrayEquals(
          LinearProblem.minimum(data, LinearProblem.Kind.SOFTMAX, 1, true, backend),
          METHOD.solve(data, backend),
          1e-2);
    }
  }

  @Test
  void refusesSharesAndRoundsThatMeanNothing() {
    assertThrows(IllegalArgumentException.class, () -> new BalancedSelfTraining(1, 0, 4, 1));
    assertThrows(IllegalArgumentException.class, () -> new BalancedSelfTraining(1, 1.1, 4, 1));
    assertThrows(IllegalArgumentException.class, () -> new BalancedSelfTraining(1, 0.8, 0, 1));
  }

  /** If there are more unlabelled rows than allowed, it uses rows spread over the whole set. */
  @Test
  void usesAtMostTheAllowedNumberOfUnlabelledRows() throws InterruptedException {
    float[] x = new float[102];
    int[] labels = new int[102];
    Arrays.fill(labels, -1);
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    labels[50] = 0;
    labels[51] = 1;
    TrainingSet limited = new TrainingSet(x, 1, labels, 2).limited(4);
    assertArrayEquals(new float[] {50, 51, 0, 25, 52, 77}, limited.x());
    assertArrayEquals(new int[] {0, 1, -1, -1, -1, -1}, limited.labels());
  }

  private static double accuracy(
      Classifier classifier, TrainingSet data, int[] truth, Backend backend) {
    float[] p = classifier.probabilities(data.x(), backend);
    int right = 0;
    for (int i = 0; i < truth.length; i++) {
      right += (p[2 * i + 1] > 0.5f ? 1 : 0) == truth[i] ? 1 : 0;
    }
    return (double) right / truth.length;
  }
}
