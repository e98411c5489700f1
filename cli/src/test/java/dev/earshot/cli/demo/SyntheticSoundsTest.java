package dev.earshot.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticSoundsTest {
  private static final int BANDS = 8;

  @ParameterizedTest
  @EnumSource
  void sameSeedSameSamplesInAnyOrder(SoundKind kind) {
    var first = new SyntheticSounds(7);
    var second = new SyntheticSounds(7);
    var early = first.clip(kind, 0);
    first.clip(kind, 1);
    second.clip(kind, 1);
    assertArrayEquals(early, second.clip(kind, 0));
  }

  @ParameterizedTest
  @EnumSource
  void otherSeedOrIndexOtherSamples(SoundKind kind) {
    var clip = new SyntheticSounds(7).clip(kind, 0);
    assertFalse(Arrays.equals(clip, new SyntheticSounds(8).clip(kind, 0)));
    assertFalse(Arrays.equals(clip, new SyntheticSounds(7).clip(kind, 1)));
  }

  @ParameterizedTest
  @EnumSource
  void lengthAndLevelAreAsPromised(SoundKind kind) {
    var sounds = new SyntheticSounds(1);
    for (int index = 0; index < 20; index++) {
      var clip = sounds.clip(kind, index);
      double seconds = clip.length / (double) SyntheticSounds.SAMPLE_RATE;
      assertTrue(seconds >= 1.49 && seconds <= 2, kind + ": seconds " + seconds);
      float peak = 0;
      for (float sample : clip) {
        assertTrue(Float.isFinite(sample), kind + " " + index);
        peak = Math.max(peak, Math.abs(sample));
      }
      assertTrue(peak >= 0.0999 && peak <= 0.9001, kind + ": peak " + peak);
    }
  }

  @Test
  void negativeIndexIsRefused() {
    var sounds = new SyntheticSounds(1);
    assertThrows(IllegalArgumentException.class, () -> sounds.clip(SoundKind.BELL, -1));
  }

  /**
   * A crude classifier, the nearest mean of the shares of energy in eight bands, must do better
   * than chance by far and still leave something to learn.
   */
  @Test
  void theTaskIsNeitherHopelessNorTrivial() {
    var sounds = new SyntheticSounds(3);
    var kinds = SoundKind.values();
    var means = new double[kinds.length][BANDS];
    for (var kind : kinds) {
      for (int index = 0; index < 5; index++) {
        var bands = bands(sounds.clip(kind, index));
        for (int band = 0; band < BANDS; band++) {
          means[kind.ordinal()][band] += bands[band] / 5;
        }
      }
    }
    int right = 0;
    int clips = 0;
    for (var kind : kinds) {
      for (int index = 5; index < 20; index++, clips++) {
        var bands = bands(sounds.clip(kind, index));
        int nearest = 0;
        for (int other = 1; other < kinds.length; other++) {
          if (distance(bands, means[other]) < distance(bands, means[nearest])) {
            nearest = other;
          }
        }
        right += nearest == kind.ordinal() ? 1 : 0;
      }
    }
    double accuracy = right / (double) clips;
    assertTrue(accuracy > 0.4 && accuracy < 0.95, "accuracy " + accuracy);
  }

  /** Logarithms of energies in octaves, each the difference of two one-pole low-pass filters. */
  private static double[] bands(float[] clip) {
    var low = new double[BANDS + 1];
    var energy = new double[BANDS];
    for (float sample : clip) {
      double above = sample;
      for (int band = 0; band < BANDS; band++) {
        low[band] += (above - low[band]) * Math.pow(2, -band) * 0.7;
        energy[band] += (above - low[band]) * (above - low[band]);
        above = low[band];
      }
    }
    double total = Arrays.stream(energy).sum();
    return IntStream.range(0, BANDS).mapToDouble(b -> Math.log(energy[b] / total)).toArray();
  }

  private static double distance(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i])).sum();
  }
}
