package dev.earshot.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairModelTest {
  /** The probabilities that drew the answers are found again. */
  @Test
  void findsTheProbabilities() {
    SplittableRandom random = new SplittableRandom(1);
    double[][] features = new double[20_000][];
    boolean[] answers = new boolean[features.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = new double[] {3 + 2 * random.nextGaussian(), random.nextGaussian()};
      answers[i] = random.nextDouble() < probability(features[i]);
    }
    double[] weights = new double[features.length];
    Arrays.fill(weights, 1);
    PairModel model = PairModel.fit(features, answers, weights);
    for (double[] at : new double[][] {{3, 0}, {1, 1}, {6, -1}, {-2, 0.5}}) {
      assertEquals(probability(at), model.probability(at), 0.03);
    }
  }

  private static double probability(double[] features) {
    return 1 / (1 + Math.exp(-(0.5 * features[0] - 1.5 * features[1] - 1)));
  }
}
