package dev.earshot.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Backend;
import dev.earshot.compute.NearestRows;
import dev.earshot.compute.reference.ReferenceBackendProvider;
import dev.earshot.learner.TrainingSet;
import dev.earshot.metrics.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NeighborAgreementTest {
  private static final int ROWS = 300;
  private static final int COLUMNS = 4;
  private static final int CLASSES = 3;
  private static final int DRAWS = 150;

  /** Clips about the centres of their classes. */
  private static float[] clips(int[] truth, double distance) {
    SplittableRandom random = new SplittableRandom(5);
    float[] x = new float[ROWS * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      double centre = i % COLUMNS == truth[i / COLUMNS] ? distance : 0;
      x[i] = (float) (centre + random.nextGaussian());
    }
    return x;
  }

  private static int[] truth() {
    int[] truth = new int[ROWS];
    Arrays.setAll(truth, row -> row % CLASSES);
    return truth;
  }

  /** Labels of clips that are drawn at random, equally many of each class. */
  private static int[] drawn(int labelsAClass, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] labels = new int[ROWS];
    Arrays.fill(labels, -1);
    for (int drawn = 0; drawn < labelsAClass * CLASSES; ) {
      // Row r is of class r modulo the number of classes.
      int row = random.nextInt(ROWS / CLASSES) * CLASSES + drawn % CLASSES;
      if (labels[row] < 0) {
        labels[row] = drawn++ % CLASSES;
      }
    }
    return labels;
  }

  private static Interval estimate(float[] x, int labelsAClass, long seed) throws Exception {
    int[] labels = truth();
    Arrays.fill(labels, labelsAClass * CLASSES, ROWS, -1);
    return estimate(x, labels, seed);
  }

  private static Interval estimate(float[] x, int[] labels, long seed) throws Exception {
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      return new NeighborAgreement(new TrainingSet(x, COLUMNS, labels, CLASSES), seed)
          .estimate(backend);
    }
  }

  /** The value with all labels known. */
  private static double known(float[] x) {
    int[] truth = truth();
    try (Backend backend = new ReferenceBackendProvider().open(1)) {
      int[] nearest = NearestRows.ofOthers(x, COLUMNS, 4, backend);
      int same = 0;
      for (int i = 0; i < nearest.length; i++) {
        same += truth[nearest[i]] == truth[i / 4] ? 1 : 0;
      }
      return (double) same / nearest.length;
    }
  }

  @Test
  void tenLabelsAClassTellHowOftenNeighboursAgree() throws Exception {
    for (double distance : new double[] {0.5, 2, 6}) {
      float[] x = clips(truth(), distance);
      double known = known(x);
      int inside = 0;
      double mean = 0;
      for (int seed = 0; seed < 5; seed++) {
        Interval found = estimate(x, drawn(10, seed), seed);
        mean += found.value() / 5;
        inside += found.low() <= known + 0.02 && found.high() >= known - 0.02 ? 1 : 0;
      }
      assertEquals(known, mean, 0.1, "at a distance of " + distance);
      assertTrue(inside >= 4, inside + " of 5 intervals at a distance of " + distance);
    }
  }

  /** Pairs of one class are rarer among 5 labels a class, and in halves of them, than elsewhere. */
  @Test
  void whereVectorsTellNothingNeighboursAgreeAsOftenAsAnyTwoClips() throws Exception {
    float[] x = clips(truth(), 0);
    double mean = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      mean += estimate(x, drawn(5, draw), draw).value() / DRAWS;
    }
    assertEquals(1.0 / CLASSES, mean, 0.04);
  }

  @Test
  void twoLabelsAClassGiveAWiderInterval() throws Exception {
    float[] x = clips(truth(), 2);
    Interval few = estimate(x, 2, 1);
    Interval many = estimate(x, 30, 1);
    assertTrue(few.high() - few.low() > many.high() - many.low(), few + " and " + many);
  }

  /** 15 clips of which all are right may come from a true value of 0.8: 1 / (1 + 1.96^2 / 15). */
  @Test
  void fewClipsThatAllAgreeLeaveAnInterval() throws Exception {
    Interval found = estimate(clips(truth(), 12), drawn(5, 1), 1);
    assertEquals(1, found.value(), 0.01);
    assertEquals(0.796, found.low(), 0.01);
  }

  @Test
  void oneLabelAClassTellsNothing() throws Exception {
    assertEquals(new Interval(0.5, 0, 1), estimate(clips(truth(), 2), 1, 1));
  }
}
