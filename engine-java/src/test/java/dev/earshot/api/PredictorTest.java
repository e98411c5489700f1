package dev.earshot.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.earshot.Blobs;
import dev.earshot.Dataset;
import dev.earshot.Prediction;
import dev.earshot.Predictions;
import dev.earshot.SmallRecipes;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.method.Inference;
import dev.earshot.method.RecipeSettings;
import dev.earshot.model.TrainedModel;
import dev.earshot.run.RunTrainer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredictorTest {
  private static final Dataset DATA = Blobs.partlyLabelled(Blobs.labelled(3, 20, 6, 0.4, 1), 6);
  private static final Dataset CLIPS = Blobs.labelled(3, 7, 6, 0.4, 2);

  private static TrainedModel trained(RecipeSettings recipe) throws Exception {
    return RunTrainer.train(DATA, recipe, SmallRecipes.allLabels(), epoch -> {}).model();
  }

  private static void assertSameAsTheModel(TrainedModel model) {
    Predictions together = model.predict(CLIPS);
    try (Predictor predictor = new Predictor(model)) {
      // Twice, as a predictor must not remember the clips before.
      for (int clip : IntStream.range(0, 2 * CLIPS.rows()).map(i -> i % CLIPS.rows()).toArray()) {
        float[] features = CLIPS.select(new int[] {clip}).x();
        Prediction one = predictor.predict(features);
        assertArrayEquals(
            Arrays.copyOfRange(together.probabilities(), clip * 3, clip * 3 + 3),
            one.probabilities(),
            1e-6f);
        assertEquals(together.className(clip), one.className());
        assertEquals(together.confidence(clip), one.confidence(), 1e-6f);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Inference.class)
  void aNetworkGivesTheSame(Inference mode) throws Exception {
    RecipeSettings graph = SmallRecipes.named("graph", 3);
    assertSameAsTheModel(trained(graph.withInference(graph.inference().withMode(mode))));
  }

  @Test
  void aVoteGivesTheSame() throws Exception {
    assertSameAsTheModel(trained(SmallRecipes.named("default", 3)));
  }

  /**
   * The memory that a call allocates is counted exactly. Vector operations allocate until they are
   * compiled.
   */
  @Test
  void aCallAllocatesLittleOnceItIsCompiled() throws Exception {
    Dataset many = Blobs.labelled(10, 40, 128, 0.8, 1);
    for (String recipe : List.of("linear", "default")) {
      TrainedModel model =
          RunTrainer.train(
                  many, SmallRecipes.named(recipe, 2), SmallRecipes.allLabels(), epoch -> {})
              .model();
      try (Predictor predictor = new Predictor(model)) {
        float[] clip = many.select(new int[] {3}).x();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 50 && least >= 50_000; round++) {
          least = Math.min(least, allocated(predictor, clip));
        }
        assertTrue(least < 50_000, recipe + ": " + least + " bytes a call");
      }
    }
  }

  /** Bytes that a call allocates, over 100 calls. */
  private static long allocated(Predictor predictor, float[] clip) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int call = 0; call < 100; call++) {
      predictor.predict(clip);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / 100;
  }

  @Test
  void badFeaturesAndUnknownEncodersAreRefused() throws Exception {
    TrainedModel model = trained(SmallRecipes.named("linear", 1));
    try (Predictor predictor = new Predictor(model)) {
      var problem =
          assertThrows(IllegalArgumentException.class, () -> predictor.predict(new float[5]));
      assertTrue(problem.getMessage().contains("5 features"), problem.getMessage());
      float[] bad = {0, 0, Float.NaN, 0, 0, 0};
      assertThrows(IllegalArgumentException.class, () -> predictor.predict(bad));
      Waveform sound = new Waveform(new float[16_000], 16_000);
      assertThrows(RuntimeException.class, () -> predictor.predict(sound));
    }
  }

  @Test
  void soundsAreEncodedAsTheTrainingClipsWere() throws Exception {
    List<float[]> vectors = new ArrayList<>();
    List<Optional<String>> labels = new ArrayList<>();
    try (var session = KnownEncoders.named("logmel").open()) {
      for (int clip = 0; clip < 6; clip++) {
        vectors.add(session.encode(tone(clip)));
        labels.add(Optional.of(clip % 2 == 0 ? "low" : "high"));
      }
    }
    Dataset known = Dataset.ofVectors(vectors, labels, "logmel");
    TrainedModel model =
        RunTrainer.train(known, RecipeSettings.named("linear"), SmallRecipes.allLabels(), fit -> {})
            .model();
    try (Predictor predictor = new Predictor(model)) {
      assertEquals("low", predictor.predict(tone(6)).className());
      assertEquals("high", predictor.predict(tone(7)).className());
    }
    assertEquals("high", new SoundModel(model).predict(tone(9)).className());
  }

  private static Waveform tone(int clip) {
    float[] samples = new float[16_000];
    double frequency = (clip % 2 == 0 ? 300 : 3000) + 10 * clip;
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * frequency * i / 16_000));
    }
    return new Waveform(samples, 16_000);
  }
}
