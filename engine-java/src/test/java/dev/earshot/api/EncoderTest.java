package dev.earshot.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.features.KnownEncoders;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderTest {
  private static final int THREADS = 16;
  private static final int ROUNDS = 8;

  private static float[] sound(int seed) {
    var random = new Random(seed);
    var samples = new float[6000 + 700 * seed];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return samples;
  }

  @ParameterizedTest
  @ValueSource(strings = {"logmel", "lld", "logmel+lld"})
  void manyThreadsAtOnceGetTheSameBits(String name) throws Exception {
    int[] rates = {8_000, 16_000, 44_100};
    try (var encoder = Encoder.open(name);
        var pool = Executors.newFixedThreadPool(THREADS)) {
      List<float[]> alone = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        try (var session = KnownEncoders.named(name).open()) {
          alone.add(session.encode(new Waveform(sound(i), rates[i % 3])));
        }
      }
      List<Future<float[]>> pending = new ArrayList<>();
      for (int i = 0; i < THREADS * ROUNDS; i++) {
        int seed = i % THREADS;
        pending.add(pool.submit(() -> encoder.encode(sound(seed), rates[seed % 3])));
      }
      for (int i = 0; i < pending.size(); i++) {
        assertArrayEquals(alone.get(i % THREADS), pending.get(i).get());
      }
    }
  }

  @Test
  void whatIsNoSoundIsRefused() {
    try (var encoder = Encoder.open("logmel")) {
      assertEquals("logmel", encoder.name());
      assertEquals(128, encoder.dimension());
      assertEquals(128, encoder.columnNames().size());
      assertEquals(16_000, encoder.sampleRate().orElseThrow());
      assertThrows(DataException.class, () -> encoder.encode(new float[100], 16_000));
      assertThrows(DataException.class, () -> encoder.encode(new float[1000], 0));
      var broken = sound(1);
      broken[700] = Float.NaN;
      assertThrows(DataException.class, () -> encoder.encode(broken, 16_000));
      assertEquals(128, encoder.encode(sound(1), 16_000).length);
    }
    var error = assertThrows(DataException.class, () -> Encoder.open("nothing"));
    assertTrue(error.getMessage().contains("logmel"), error.getMessage());
  }
}
