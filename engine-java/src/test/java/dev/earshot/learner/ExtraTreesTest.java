package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.Dataset;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.metrics.Scores;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExtraTreesTest {
  private static final ExtraTrees TREES = new ExtraTrees(50, 0.5);

  /** Trees do not use a backend, but the interface requires one. */
  private static final Backend BACKEND = ReferenceBackend.open();

  private static final Dataset DATA = Blobs.labelled(4, 30, 8, 1, 1);

  private static Forest grow(
      ExtraTrees trees, float[] x, int columns, int[] labels, int classes, long seed) {
    return trees.fit(new TrainingSet(x, columns, labels, classes), seed, BACKEND);
  }

  private static Forest grow(Dataset data, long seed) {
    return grow(TREES, data.x(), data.columns(), data.labels(), data.classes().size(), seed);
  }

  @Test
  void everyTreeKnowsTheRowsItHasSeen() {
    float[] probabilities = grow(DATA, 1).probabilities(DATA.x(), BACKEND);
    for (int row = 0; row < DATA.rows(); row++) {
      assertEquals(1, probabilities[row * 4 + DATA.labels()[row]], 1e-5);
    }
  }

  @Test
  void newRowsAreRecognised() {
    // The same class centres with more rows.
    Dataset more = Blobs.labelled(4, 60, 8, 1, 1);
    int[] unseen = IntStream.range(DATA.rows(), more.rows()).toArray();
    Dataset test = more.select(unseen);
    float[] probabilities = grow(DATA, 1).probabilities(test.x(), BACKEND);
    double accuracy = Scores.of(test.labels(), probabilities, 4).accuracy();
    assertTrue(accuracy > 0.9, "accuracy " + accuracy);
    for (int row = 0; row < test.rows(); row++) {
      double sum = 0;
      for (int c = 0; c < 4; c++) {
        sum += probabilities[row * 4 + c];
      }
      assertEquals(1, sum, 1e-5);
    }
  }

  @Test
  void aSeedGivesAForest() {
    float[] x = Blobs.labelled(4, 50, 8, 3, 2).x();
    assertArrayEquals(
        grow(DATA, 1).probabilities(x, BACKEND), grow(DATA, 1).probabilities(x, BACKEND));
    assertFalse(
        Arrays.equals(
            grow(DATA, 1).probabilities(x, BACKEND), grow(DATA, 2).probabilities(x, BACKEND)));
  }

  /**
   * Two classes have the same features, and one is nine times as frequent. Each gets half of the
   * votes.
   */
  @Test
  void aFrequentClassCountsLikeTheOthers() {
    int n = 600;
    Random random = new Random(3);
    float[] x = new float[n * 2];
    int[] labels = new int[n];
    for (int row = 0; row < n; row++) {
      labels[row] = row % 3 == 0 ? row % 2 : 2;
      x[row * 2] = random.nextFloat();
      x[row * 2 + 1] = labels[row] == 2 && row % 3 == 1 ? 5 : 0;
    }
    Forest forest = grow(new ExtraTrees(200, 1), x, 2, labels, 3, 1);
    double[] votes = new double[3];
    for (int i = 0; i < 100; i++) {
      float[] p = forest.probabilities(new float[] {i / 100f, 0}, BACKEND);
      for (int c = 0; c < 3; c++) {
        votes[c] += p[c] / 100.0;
      }
    }
    // Half of the third class is elsewhere. A tree sees 100 rows of each class: here 100, 100 and
    // about 50.
    assertEquals(0.4, votes[0], 0.06);
    assertEquals(0.4, votes[1], 0.06);
    assertEquals(0.2, votes[2], 0.06);
  }

  @Test
  void rowsThatAreEqualGetTheirMajority() {
    float[] x = {1, 1, 1, 1, 1};
    Forest forest = grow(TREES, x, 1, new int[] {0, 1, 1, 1, 0}, 2, 1);
    // A tree sees at most three rows of a class, the number of the median class.
    float[] p = forest.probabilities(new float[] {7}, BACKEND);
    assertEquals(1, p[0] + p[1], 1e-5);
  }

  @Test
  void adjacentFloatsAreToldApart() {
    float[] x = {1, Math.nextUp(1f)};
    Forest forest = grow(TREES, x, 1, new int[] {0, 1}, 2, 1);
    assertArrayEquals(new float[] {1, 0, 0, 1}, forest.probabilities(x, BACKEND), 1e-5f);
  }

  @Test
  void aDamagedForestIsRefused() {
    int[] root = {0};
    float[] none = {0, 0, 0};
    int[] split = {0, Forest.LEAF, Forest.LEAF};
    new Forest(1, 2, root, split, none, new int[] {1, 0, 1});
    assertThrows(
        IllegalArgumentException.class,
        () -> new Forest(1, 2, root, split, none, new int[] {0, 0, 1}),
        "a node that is its own child");
    assertThrows(
        IllegalArgumentException.class,
        () -> new Forest(1, 2, root, split, none, new int[] {1, 0, 2}),
        "a class that there is not");
    assertThrows(
        IllegalArgumentException.class,
        () -> new Forest(1, 2, root, new int[] {1, -1, -1}, none, new int[] {1, 0, 1}),
        "a feature that there is not");
    assertThrows(
        IllegalArgumentException.class,
        () -> new Forest(1, 2, new int[] {3}, split, none, new int[] {1, 0, 1}));
  }
}
