package dev.earshot.experiments.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseMixerTest {
  private static final int RATE = 16_000;
  private static final Waveform CLIP = noise(5_000, RATE, 1, 0.1);

  private static Waveform noise(int samples, int rate, long seed, double amplitude) {
    var random = new Random(seed);
    var values = new float[samples];
    for (int i = 0; i < samples; i++) {
      values[i] = (float) (amplitude * random.nextGaussian());
    }
    return new Waveform(values, rate);
  }

  private static double power(float[] samples) {
    double sum = 0;
    for (float s : samples) {
      sum += (double) s * s;
    }
    return sum / samples.length;
  }

  private static float[] added(Waveform mixed) {
    var difference = mixed.samples().clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= CLIP.samples()[i];
    }
    return difference;
  }

  /** Noises that are longer and shorter than the clip, and one with a different sample rate. */
  @ParameterizedTest
  @ValueSource(doubles = {20, 10, 0, -5})
  void theRatioIsAsStated(double decibels) {
    for (var recording :
        new Waveform[] {
          noise(20_000, RATE, 2, 0.7), noise(700, RATE, 3, 0.01), noise(9_000, 22_050, 4, 0.3)
        }) {
      var mixed = new NoiseMixer(recording).mix(CLIP, decibels, 11);
      assertEquals(CLIP.samples().length, mixed.samples().length);
      assertEquals(RATE, mixed.sampleRate());
      double ratio = 10 * Math.log10(power(CLIP.samples()) / power(added(mixed)));
      assertEquals(decibels, ratio, 1e-3);
    }
  }

  @Test
  void theSeedChoosesTheExcerptAndNothingElse() {
    var mixer = new NoiseMixer(noise(20_000, RATE, 2, 0.7));
    var first = mixer.mix(CLIP, 10, 5).samples();
    assertArrayEquals(first, mixer.mix(CLIP, 10, 5).samples());
    assertFalse(Arrays.equals(first, mixer.mix(CLIP, 10, 6).samples()));
    // A different level uses the same excerpt: 20 dB less is a tenth of the amplitude.
    var louder = added(mixer.mix(CLIP, 0, 5));
    var softer = added(mixer.mix(CLIP, 20, 5));
    for (int i = 0; i < louder.length; i++) {
      assertEquals(louder[i] / 10, softer[i], 1e-6);
    }
  }

  @Test
  void aShortRecordingGoesRound() {
    var mixed = added(new NoiseMixer(noise(700, RATE, 3, 0.1)).mix(CLIP, 10, 1));
    for (int i = 700; i < mixed.length; i++) {
      assertEquals(mixed[i - 700], mixed[i], 1e-6);
    }
  }

  @Test
  void silenceHasNoRatio() {
    var silence = new Waveform(new float[100], RATE);
    var mixer = new NoiseMixer(CLIP);
    assertThrows(DataException.class, () -> mixer.mix(silence, 10, 1));
    assertThrows(DataException.class, () -> new NoiseMixer(silence).mix(CLIP, 10, 1));
  }
}
