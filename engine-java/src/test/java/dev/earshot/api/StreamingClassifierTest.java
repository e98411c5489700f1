package dev.earshot.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.SmallRecipes;
import dev.earshot.Windows;
import dev.earshot.api.StreamingClassifier.Window;
import dev.earshot.audio.Waveform;
import dev.earshot.run.RunTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingClassifierTest {
  private static final int RATE = 16_000;
  private static final Windows WINDOWS = new Windows(0.5, 0.2);
  private static SoundModel model;

  @BeforeAll
  static void learnTonesAndNoise() throws Exception {
    try (var encoder = Encoder.open("logmel")) {
      List<float[]> vectors = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        labels.add(i % 2 == 0 ? "noise" : "tone");
        vectors.add(encoder.encode(sound(labels.get(i), i, RATE / 2, RATE), RATE));
      }
      var known = Dataset.ofVectors(vectors, labels.stream().map(Optional::of).toList(), "logmel");
      model =
          new SoundModel(
              RunTrainer.train(
                      known, SmallRecipes.named("linear", 1), SmallRecipes.allLabels(), epoch -> {})
                  .model());
    }
  }

  private static float[] sound(String kind, int seed, int samples, int rate) {
    var random = new Random(seed);
    var sound = new float[samples];
    for (int i = 0; i < samples; i++) {
      sound[i] =
          kind.equals("tone")
              ? (float) (0.3 * Math.sin(2 * Math.PI * (400 + 10 * seed) * i / rate))
              : (float) (0.1 * random.nextGaussian());
    }
    return sound;
  }

  /** Noise, a tone and noise, a second each, and a little more. */
  private static float[] recording(int rate) {
    var all = new float[3 * rate + rate * 7 / 20];
    int at = 0;
    for (var kind : List.of("noise", "tone", "noise", "noise")) {
      var part = sound(kind, 40 + at, Math.min(rate, all.length - at), rate);
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static List<Window> inChunks(
      Predictor predictor, float[] sound, int rate, int most, long seed) {
    List<Window> found = new ArrayList<>();
    var classifier = new StreamingClassifier(predictor, WINDOWS, rate, found::add);
    var random = new Random(seed);
    for (int at = 0; at < sound.length; ) {
      int to = Math.min(sound.length, at + random.nextInt(most + 1));
      if (random.nextBoolean()) {
        classifier.accept(sound, at, to);
      } else {
        classifier.accept(Arrays.copyOfRange(sound, at, to));
      }
      at = to;
    }
    classifier.finish();
    return found;
  }

  private static void assertSame(List<Window> expected, List<Window> found) {
    assertEquals(
        expected.stream().map(Window::span).toList(), found.stream().map(Window::span).toList());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(
          expected.get(i).prediction().probabilities(), found.get(i).prediction().probabilities());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16_000, 8_000, 44_100})
  void chunksOfAnySizesGiveTheSameBits(int rate) {
    var sound = recording(rate);
    try (var predictor = model.predictor()) {
      var whole = inChunks(predictor, sound, rate, sound.length, 0);
      for (int most : new int[] {7, 160, 5000, 60_000}) {
        assertSame(whole, inChunks(predictor, sound, rate, most, most));
      }
    }
  }

  /** Without resampling, a window is the sound between its ends. */
  @Test
  void windowsAreThoseOfTheRecording() {
    var sound = recording(RATE);
    try (var predictor = model.predictor()) {
      var found = inChunks(predictor, sound, RATE, 1000, 1);
      // Every 0.2 s up to 2.8, and one of 0.35 s at 3.0.
      assertEquals(16, found.size());
      assertEquals("3-3.35", found.getLast().span().toString());
      for (var each : found) {
        int from = (int) Math.round(each.span().start() * RATE);
        int to = (int) Math.round(each.span().end() * RATE);
        var alone = predictor.predict(Arrays.copyOfRange(sound, from, to), RATE);
        assertArrayEquals(alone.probabilities(), each.prediction().probabilities());
        var kind = to <= RATE || from >= 2 * RATE ? "noise" : "tone";
        if (kind.equals("noise") || from >= RATE && to <= 2 * RATE) {
          assertEquals(kind, each.prediction().className());
        }
      }
      assertArrayEquals(
          model.predict(sound, RATE).probabilities(),
          model.predict(new Waveform(sound, RATE)).probabilities());
    }
  }

  @Test
  void manySoundsAtOnceShareAPredictor() throws Exception {
    var sound = recording(RATE);
    try (var predictor = model.predictor();
        var pool = Executors.newFixedThreadPool(16)) {
      var alone = inChunks(predictor, sound, RATE, 3000, 0);
      List<Future<List<Window>>> pending = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        int seed = i;
        pending.add(pool.submit(() -> inChunks(predictor, sound, RATE, 3000, seed)));
      }
      for (var each : pending) {
        assertSame(alone, each.get());
      }
    }
  }

  @Test
  void whatIsNoSoundIsRefused() {
    try (var predictor = model.predictor()) {
      var classifier = new StreamingClassifier(predictor, WINDOWS, RATE, window -> {});
      assertThrows(
          DataException.class, () -> classifier.accept(new float[] {0, Float.POSITIVE_INFINITY}));
      assertThrows(IndexOutOfBoundsException.class, () -> classifier.accept(new float[10], 5, 11));
      assertThrows(
          DataException.class, () -> new StreamingClassifier(predictor, WINDOWS, 0, window -> {}));
      var brief = new StreamingClassifier(predictor, WINDOWS, RATE, window -> {});
      brief.accept(new float[100]);
      assertThrows(DataException.class, brief::finish);
    }
  }
}
