package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Baselines on data so small that the results can be worked out by hand. */
class SmallBaselinesTest {
  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Backends.choose("reference").provider().open();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static float[] learnt(Learner baseline, TrainingSet data, float... x)
      throws InterruptedException {
    return baseline.fit(data, 0, backend).probabilities(x, backend);
  }

  @Test
  void neighboursVoteByInverseDistance() throws InterruptedException {
    TrainingSet line = new TrainingSet(new float[] {0, 1, 3, 0.9f}, 1, new int[] {0, 1, 1, -1}, 2);
    // Distances from 0.75 are 0.75 and 0.25. The third row, at distance 2.25, is not among the two
    // nearest.
    assertArrayEquals(
        new float[] {0.25f, 0.75f}, learnt(new NearestNeighbors(2), line, 0.75f), 1e-6f);
    assertArrayEquals(
        new float[] {3f / 13, 10f / 13}, learnt(new NearestNeighbors(9), line, 0.75f), 1e-6f);
    assertArrayEquals(new float[] {0, 1}, learnt(new NearestNeighbors(3), line, 3f), 0);
  }

  /**
   * Two pairs of rows are far apart, and each has one label. With one neighbour a row, S exchanges
   * the rows of a pair, so that F = (1 - a) sum_t a^t S^t Y + a^T S^T Y stays within the pair. A
   * fifth row and its neighbour have no label.
   */
  @Test
  void labelsSpreadAlongEdgesOnly() throws InterruptedException {
    TrainingSet pairs =
        new TrainingSet(new float[] {0, 1, 10, 11, 50, 51}, 1, new int[] {0, -1, 1, -1, -1, -1}, 2);
    float[] found = learnt(new LabelSpreading(1, 0.5, false, 100), pairs, 1.1f, 11.2f, 50.2f);
    assertArrayEquals(new float[] {1, 0, 0, 1, 0.5f, 0.5f}, found, 1e-6f);
  }

  /**
   * The chain 0 - 1 - 2 - 3 - 4, of degrees 1, 2, 2, 2, 1, with labels on rows 0 and 3. Expected:
   * rows 2 and 1, divided by their sum, of the limit (1 - a)(I - a S)^-1 Y, by numpy.
   */
  @Test
  void labelsSpreadToTheClosedForm() throws InterruptedException {
    TrainingSet chain =
        new TrainingSet(new float[] {0, 1.1f, 2.1f, 3f, 3.8f}, 1, new int[] {0, -1, -1, 1, -1}, 2);
    float[] found = learnt(new LabelSpreading(1, 0.5, false, 100), chain, 2.05f, 1f);
    assertArrayEquals(
        new float[] {0.26120387f, 0.73879613f, 0.82130713f, 0.17869287f}, found, 1e-5f);
  }

  @Test
  void selfTrainingAddsWhatItIsSureOf() throws InterruptedException {
    List<int[]> seen = new ArrayList<>();
    Learner recording =
        (data, seed, at) -> {
          seen.add(data.labels());
          return new LogisticRegression(10, false).fit(data, seed, at);
        };
    TrainingSet data =
        new TrainingSet(new float[] {-1, 1, -3, 3, 0.01f}, 1, new int[] {0, 1, -1, -1, -1}, 2);
    learnt(new SelfTraining(recording, 0.75, 10), data, 0f);
    assertArrayEquals(new int[] {0, 1, -1, -1, -1}, seen.get(0));
    assertArrayEquals(new int[] {0, 1, 0, 1, -1}, seen.get(1));
    assertEquals(2, seen.size());
  }

  @Test
  void crossValidationTakesTheBetterAndRefitsOnAll() throws InterruptedException {
    float[] x = new float[20];
    int[] labels = new int[20];
    for (int i = 0; i < x.length; i++) {
      labels[i] = i % 2;
      x[i] = (i % 2 == 0 ? -1 : 1) + 0.01f * i;
    }
    TrainingSet data = new TrainingSet(x, 1, labels, 2);
    // Predicts each of the two classes as the other.
    Learner wrong =
        (set, seed, at) -> {
          int[] inverted = Arrays.stream(set.labels()).map(y -> y < 0 ? y : 1 - y).toArray();
          return new NearestNeighbors(1).fit(set.withLabels(inverted), seed, at);
        };
    List<Integer> labelled = new ArrayList<>();
    Learner right =
        (set, seed, at) -> {
          labelled.add((int) Arrays.stream(set.labels()).filter(label -> label >= 0).count());
          return new NearestNeighbors(1).fit(set, seed, at);
        };
    CrossValidated choice = new CrossValidated(List.of(wrong, right));
    assertSame(right, choice.choose(data, 5, backend));
    assertEquals(List.of(16, 16, 16, 16, 16), labelled);
    labelled.clear();
    assertTrue(learnt(choice, data, 1f)[1] > 0.9);
    assertEquals(20, labelled.getLast());

    // No class has a label to hold out, so the default is chosen, even if it is bad.
    int[] single = new int[20];
    Arrays.fill(single, -1);
    single[0] = 0;
    single[1] = 1;
    assertSame(wrong, choice.choose(data.withLabels(single), 5, backend));
  }
}
