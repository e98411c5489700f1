package dev.earshot.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Blobs;
import dev.earshot.Dataset;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.FeatureMap;
import dev.earshot.metrics.Scores;
import dev.earshot.metrics.Silhouette;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.OptimizerSettings;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LearnersTest {
  private static final int CLASSES = 3;
  private static final Dataset ROWS = Blobs.labelled(CLASSES, 30, 5, 0.6, 4);
  private static final int TRAINING = 60;
  private static final LearnerSettings SETTINGS =
      new LearnerSettings(
          5,
          new NetworkSettings(LayerKind.DENSE, LayerKind.DENSE, 2, 64, 0.5),
          new OptimizerSettings(2e-3, 1e-4, 0.98, 0, 300, 10, 0),
          0);
  private static final int[] TEST = IntStream.range(TRAINING, ROWS.rows()).toArray();

  /** The first 60 rows. The first {@code perClass} rows of each class have their label. */
  private static TrainingSet training(int perClass) {
    Dataset rows = ROWS.select(IntStream.range(0, TRAINING).toArray());
    return new TrainingSet(
        rows.x(), rows.columns(), Blobs.partlyLabelled(rows, perClass).labels(), CLASSES);
  }

  static Stream<String> names() {
    return Learners.names().stream();
  }

  private static float[] probabilities(String name, TrainingSet data, long seed)
      throws InterruptedException {
    try (Backend backend = Backends.choose("simd").provider().open()) {
      Classifier classifier =
          Learners.named(name).crossValidated(SETTINGS).fit(data, seed, backend);
      return classifier.probabilities(ROWS.select(TEST).x(), backend);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void learnsBlobsFromThreeLabelsEach(String name) throws InterruptedException {
    float[] found = probabilities(name, training(3), 1);
    assertEquals(TEST.length * CLASSES, found.length);
    for (int i = 0; i < TEST.length; i++) {
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        float p = found[i * CLASSES + c];
        assertTrue(p >= 0 && p <= 1 + 1e-6, name + " gives " + p);
        sum += p;
      }
      assertEquals(1, sum, 1e-5);
    }
    Scores scores = Scores.of(ROWS.select(TEST).labels(), found, CLASSES);
    assertTrue(scores.unweightedAccuracy() > 0.9, name + ": " + scores.unweightedAccuracy());
    assertArrayEquals(found, probabilities(name, training(3), 1));
  }

  /** Each classifier is stored under its kind, and predicts the same bits after loading. */
  @ParameterizedTest
  @MethodSource("names")
  void whatWasLearntIsReadAgain(String name) throws InterruptedException {
    try (Backend backend = Backends.choose("simd").provider().open()) {
      Classifier classifier =
          Learners.named(name).crossValidated(SETTINGS).fit(training(3), 1, backend);
      ClassifierStore written = ClassifierStore.empty();
      written.put(classifier);
      Classifier read =
          ClassifierStore.of(written.tensors(), written.metadata(), Learners.readers())
              .classifier();
      assertEquals(classifier.kind(), read.kind());
      assertEquals(classifier.columns(), read.columns());
      assertEquals(classifier.classes(), read.classes());
      assertEquals(classifier.parameters(), read.parameters());
      float[] x = ROWS.select(TEST).x();
      assertArrayEquals(classifier.probabilities(x, backend), read.probabilities(x, backend));
    }
  }

  /** With one label a class, there are no held-out labels to choose settings by. */
  @ParameterizedTest
  @MethodSource("names")
  void learnsFromOneLabelEach(String name) throws InterruptedException {
    float[] found = probabilities(name, training(1), 1);
    Scores scores = Scores.of(ROWS.select(TEST).labels(), found, CLASSES);
    assertTrue(scores.unweightedAccuracy() > 0.6, name + ": " + scores.unweightedAccuracy());
  }

  @Test
  void anUnknownNameIsToldTheKnownOnes() {
    var error = assertThrows(IllegalArgumentException.class, () -> Learners.named("lrr"));
    assertTrue(error.getMessage().contains("lr, lr-balanced, svm"), error.getMessage());
  }

  @Test
  void aClassWithoutALabelIsRefused() {
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> training(1).withLabels(new int[TRAINING]));
    assertTrue(error.getMessage().contains("class 1 has no labelled row"), error.getMessage());
  }

  @Test
  void aPerceptronsHiddenRowsPartTheClasses() throws InterruptedException {
    try (Backend backend = Backends.choose("simd").provider().open()) {
      Dataset test = ROWS.select(TEST);
      var trained = Perceptron.usual(1e-2, 100, List.of()).fit(training(3), 1, backend);
      float[] rows = trained.embed(FeatureMap.plain(test.columns()), test.x(), backend);
      assertEquals(TEST.length * 256, rows.length);
      for (float value : rows) {
        assertTrue(value >= 0, "after ReLU, a row has " + value);
      }
      double before = Silhouette.mean(test.x(), test.columns(), test.labels());
      double after = Silhouette.mean(rows, 256, test.labels());
      assertTrue(after > before, after + " after, " + before + " before");
    }
  }
}
