package dev.earshot.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
  @ParameterizedTest
  @CsvSource({
    "44100, 16000",
    "48000, 16000",
    "96000, 16000",
    "22050, 16000",
    "11025, 16000",
    "8000, 16000",
    "16000, 44100",
    "16000, 16001",
    "192000, 8000"
  })
  void sinesOfThePassBandStayInPlace(int from, int to) {
    var resampler = new Resampler(from, to);
    double nyquist = Math.min(from, to) / 2.0;
    for (double part : new double[] {0, 0.01, 0.3, 0.7, 0.9}) {
      double hertz = part * nyquist;
      var output = resampler.resample(sine(hertz, from, from / 2)).samples();
      assertEquals(Math.ceilDiv(from / 2 * (long) to, from), output.length, "length");
      double worst = 0;
      int edge = output.length / 4;
      for (int i = edge; i < output.length - edge; i++) {
        double expected = Math.cos(2 * Math.PI * hertz * i / to);
        worst = Math.max(worst, Math.abs(output[i] - expected));
      }
      assertTrue(worst < 5e-5, "%.0f Hz, %d to %d: %.1e".formatted(hertz, from, to, worst));
    }
  }

  @ParameterizedTest
  @CsvSource({"44100, 16000", "48000, 16000", "96000, 16000", "22050, 16000"})
  void sinesAboveTheNewNyquistVanish(int from, int to) {
    var resampler = new Resampler(from, to);
    for (double part : new double[] {1, 1.05, 1.3, 0.999 * from / to}) {
      double hertz = part * to / 2;
      var output = resampler.resample(sine(hertz, from, from / 2)).samples();
      double worst = 0;
      int edge = output.length / 4;
      for (int i = edge; i < output.length - edge; i++) {
        worst = Math.max(worst, Math.abs(output[i]));
      }
      double decibels = 20 * Math.log10(worst);
      assertTrue(decibels < -90, "%.0f Hz: %.1f dB".formatted(hertz, decibels));
    }
  }

  @Test
  void imagesAboveTheOldNyquistVanish() {
    var up = new Resampler(8000, 16_000).resample(sine(3000, 8000, 4000)).samples();
    // Any difference to the sine would be its image at 5000 Hz.
    double worst = 0;
    for (int i = 2000; i < 6000; i++) {
      worst = Math.max(worst, Math.abs(up[i] - Math.cos(2 * Math.PI * 3000 * i / 16_000)));
    }
    assertTrue(worst < 3e-5, "%.1e".formatted(worst));
  }

  @Test
  void thereAndBackIsTheSame() {
    var random = new Random(1);
    int n = 8000;
    var input = new float[n];
    for (int k = 0; k < 20; k++) {
      double hertz = 7000 * random.nextDouble();
      double phase = 7 * random.nextDouble();
      for (int i = 0; i < n; i++) {
        input[i] += (float) (0.05 * Math.sin(2 * Math.PI * hertz * i / 16_000 + phase));
      }
    }
    var there = new Resampler(16_000, 44_100).resample(new Waveform(input, 16_000));
    var back = new Resampler(44_100, 16_000).resample(there).samples();
    for (int i = n / 4; i < 3 * n / 4; i++) {
      assertEquals(input[i], back[i], 1e-4, "sample " + i);
    }
  }

  @Test
  void lengthsRoundUp() {
    var resampler = new Resampler(44_100, 16_000);
    for (int n : new int[] {0, 1, 2, 3, 440, 441, 442}) {
      var output = resampler.resample(new Waveform(new float[n], 44_100));
      assertEquals((int) Math.ceil(n * 16_000 / 44_100.0), output.samples().length);
      assertEquals(16_000, output.sampleRate());
    }
  }

  @Test
  void theSameRateChangesNothingAndAnotherIsRefused() {
    var waveform = new Waveform(new float[] {1, 2, 3}, 16_000);
    assertSame(waveform, new Resampler(16_000, 16_000).resample(waveform));
    assertThrows(AudioException.class, () -> new Resampler(8000, 16_000).resample(waveform));
    assertThrows(AudioException.class, () -> new Resampler(0, 16_000));
  }

  private static Waveform sine(double hertz, int rate, int length) {
    var samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) Math.cos(2 * Math.PI * hertz * i / rate);
    }
    return new Waveform(samples, rate);
  }
}
