package dev.earshot.ensemble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.Blobs;
import dev.earshot.Dataset;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.learner.LinearClassifier;
import dev.earshot.learner.TrainingSet;
import dev.earshot.model.Vote;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassBalanceTest {
  private static final int UNLABELLED = 2000;

  /** Two labelled clips, one of each class, and many others. */
  private static final Dataset DATA =
      Blobs.partlyLabelled(Blobs.labelled(2, 1 + UNLABELLED / 2, 3, 1, 1), 1);

  private static double[] factors(int unlabelled, float... heldOut) {
    int[] rows = IntStream.range(0, 2 + unlabelled).toArray();
    Dataset data = DATA.select(rows);
    TrainingSet training = new TrainingSet(data.x(), data.columns(), data.labels(), 2);
    try (Backend backend = ReferenceBackend.open()) {
      return ClassBalance.of(training, heldOut, alwaysFourToOne(), backend);
    }
  }

  /** Gives every clip 0.8 for the first class: no weights, biases log 4 and 0. */
  private static Vote alwaysFourToOne() {
    return Vote.of(new LinearClassifier(3, 2, new float[6], new float[] {(float) Math.log(4), 0}));
  }

  @Test
  void halfOfTheWayFromWhatClipsGetToTheLabelsShares() {
    double[] factors = factors(UNLABELLED);
    assertEquals(Math.sqrt(0.5 / 0.8), factors[0], 0.01);
    assertEquals(Math.sqrt(0.5 / 0.2), factors[1], 0.03);
  }

  /**
   * Held-out clips get the same 4 : 1 as the others, so the data is skewed and nothing is
   * corrected.
   */
  @Test
  void nothingIsCorrectedIfHeldOutClipsGetTheSame() {
    float[] heldBack = new float[2 * 2000];
    for (int i = 0; i < heldBack.length; i += 2) {
      heldBack[i] = 0.8f;
      heldBack[i + 1] = 0.2f;
    }
    for (double factor : factors(UNLABELLED, heldBack)) {
      assertEquals(1, factor, 0.02);
    }
  }

  @Test
  void withoutUnlabelledClipsThereAreNone() {
    assertArrayEquals(new double[] {1, 1}, factors(0));
  }
}
