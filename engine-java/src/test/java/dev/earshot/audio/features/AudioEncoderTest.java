package dev.earshot.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioEncoderTest {
  @ParameterizedTest
  @CsvSource({"lld, 165", "logmel, 128"})
  void columnsHaveDistinctNames(String name, int dimension) {
    var encoder = KnownEncoders.named(name);
    assertEquals(name, encoder.name());
    assertEquals(dimension, encoder.dimension());
    assertEquals(dimension, new HashSet<>(encoder.columnNames()).size());
  }

  @Test
  void columnsStandInBlocksOfOneFunctional() {
    var lld = KnownEncoders.named("lld").columnNames();
    assertEquals("mfcc1_mean", lld.get(0));
    assertEquals("mfcc0_mean", lld.get(12));
    assertEquals("f0_mean", lld.get(15));
    assertEquals("log_energy_delta_max", lld.get(33 + 32));
    assertEquals("mfcc1_kurtosis", lld.get(4 * 33));
    assertEquals("logmel63_std", KnownEncoders.named("logmel").columnNames().getLast());
  }

  @Test
  void unknownNamesListTheKnownOnes() {
    var error = assertThrows(DataException.class, () -> KnownEncoders.named("mfcc"));
    assertTrue(error.getMessage().contains("'mfcc'"), error.getMessage());
    assertTrue(error.getMessage().contains("lld, logmel"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lld", "logmel"})
  void oneFrameIsEnoughAndLessIsRefused(String name) {
    try (var session = KnownEncoders.named(name).open()) {
      var oneFrame = session.encode(noise(400, 16_000, 1));
      for (float value : oneFrame) {
        assertTrue(Float.isFinite(value));
      }
      var tooShort = noise(399, 16_000, 1);
      var error = assertThrows(DataException.class, () -> session.encode(tooShort));
      assertTrue(error.getMessage().contains("25 ms"), error.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lld", "logmel"})
  void silenceHasConstantContours(String name) {
    var encoder = KnownEncoders.named(name);
    try (var session = encoder.open()) {
      var vector = session.encode(new Waveform(new float[16_000], 16_000));
      for (int c = 0; c < vector.length; c++) {
        var column = encoder.columnNames().get(c);
        assertTrue(Float.isFinite(vector[c]), column);
        if (!column.endsWith("_mean") && !column.endsWith("_max")) {
          assertEquals(0, vector[c], column);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lld", "logmel"})
  void aSessionForgetsTheClipBefore(String name) {
    var encoder = KnownEncoders.named(name);
    try (var used = encoder.open();
        var fresh = encoder.open()) {
      used.encode(noise(50_000, 16_000, 1));
      used.encode(noise(30_000, 44_100, 2));
      var clip = noise(20_000, 16_000, 3);
      assertArrayEquals(fresh.encode(clip), used.encode(clip));
    }
  }

  /** A waveform whose array was changed after it was checked. */
  @ParameterizedTest
  @ValueSource(strings = {"lld", "logmel"})
  void vectorsThatAreNotFiniteAreRefused(String name) {
    var clip = noise(16_000, 16_000, 4);
    clip.samples()[100] = Float.NaN;
    try (var session = KnownEncoders.named(name).open()) {
      var error = assertThrows(DataException.class, () -> session.encode(clip));
      assertTrue(error.getMessage().contains("NaN"), error.getMessage());
    }
  }

  /** About the loudest sound that a waveform may hold: resampling overshoots a little. */
  @ParameterizedTest
  @ValueSource(ints = {16_000, 44_100, 44_101})
  void theLargestAmplitudesGiveFiniteValues(int rate) {
    var samples = new float[rate / 10];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (i % 7 < 3 ? 0.5f : -0.5f) * Waveform.LARGEST_AMPLITUDE;
    }
    for (var name : List.of("lld", "logmel")) {
      try (var session = KnownEncoders.named(name).open()) {
        for (float value : session.encode(new Waveform(samples, rate))) {
          assertTrue(Float.isFinite(value), name);
        }
      }
    }
  }

  /** A buzz of 200 Hz has the same pitch at any sample rate: lag 80 at 16 kHz. */
  @ParameterizedTest
  @ValueSource(ints = {16_000, 22_050, 44_100, 48_000})
  void clipsOfOtherRatesAreResampled(int rate) {
    var samples = new float[rate];
    for (int harmonic = 1; harmonic <= 30; harmonic++) {
      for (int i = 0; i < rate; i++) {
        samples[i] += (float) (0.02 * Math.sin(2 * Math.PI * 200 * harmonic * i / rate));
      }
    }
    var encoder = KnownEncoders.named("lld");
    try (var session = encoder.open()) {
      var vector = session.encode(new Waveform(samples, rate));
      assertEquals(200, vector[encoder.columnNames().indexOf("f0_max")], 1e-3);
    }
  }

  private static Waveform noise(int length, int rate, long seed) {
    var random = new Random(seed);
    var samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return new Waveform(samples, rate);
  }
}
