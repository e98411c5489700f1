package dev.earshot.audio.resample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import java.util.Arrays;
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

  /** The filter of the class comment, computed for each output anew, in double precision. */
  @ParameterizedTest
  @CsvSource({
    "44100, 16000",
    "44094, 16000",
    "43785, 16000",
    "16000, 16001",
    "15999, 16000",
    "191999, 16000",
    "999983, 16000",
    "1999993, 8000",
    "101, 16000"
  })
  void outputsAreThoseOfTheExactFilter(int from, int to) {
    var random = new Random(9);
    var input = new float[Math.clamp(from / 50, 100, 20_000)];
    for (int i = 0; i < input.length; i++) {
      input[i] = random.nextFloat(-1, 1);
    }
    var output = new Resampler(from, to).resample(new Waveform(input, from)).samples();
    assertEquals(Math.ceilDiv((long) input.length * to, from), output.length);
    for (int m = 0; m < output.length; m += 1 + random.nextInt(1 + output.length / 8)) {
      assertEquals(exact(input, from, to, m), output[m], 1e-6, "output " + m);
    }
  }

  private static double exact(float[] input, int from, int to, int m) {
    double bandwidth = Math.min(1, (double) to / from);
    int half = (int) Math.ceil((92.05 / (2.285 * Math.PI * 0.1 * bandwidth) + 1) / 2);
    long start = (long) m * from / to;
    double fraction = (double) ((long) m * from % to) / to;
    double sum = 0;
    double norm = 0;
    for (int k = 1 - half; k <= half; k++) {
      double t = k - fraction;
      double edge = t / half;
      double x = Math.PI * 0.95 * bandwidth * t;
      double tap = x == 0 ? 1 : Math.sin(x) / x;
      tap *= bessel(0.1102 * 91.3 * Math.sqrt(Math.max(0, 1 - edge * edge)));
      norm += tap;
      if (start + k >= 0 && start + k < input.length) {
        sum += tap * input[(int) start + k];
      }
    }
    return sum / norm;
  }

  /** The integral of exp(x cos a) over a half turn, by the trapezoidal rule. */
  private static double bessel(double x) {
    int steps = 64;
    double sum = (Math.exp(x) + Math.exp(-x)) / 2;
    for (int i = 1; i < steps; i++) {
      sum += Math.exp(x * Math.cos(Math.PI * i / steps));
    }
    return sum / steps;
  }

  @Test
  void anyPairOfRatesIsReadyAtOnce() {
    long begin = System.nanoTime();
    for (int rate = 40_001; rate <= 48_000; rate += 97) {
      new Resampler(rate, 16_000);
    }
    new Resampler(Waveform.HIGHEST_RATE - 7, 16_000);
    new Resampler(16_000, Waveform.HIGHEST_RATE - 7);
    double seconds = (System.nanoTime() - begin) / 1e9;
    assertTrue(seconds < 4, "85 resamplers took %.1f s".formatted(seconds));
  }

  @ParameterizedTest
  @CsvSource({"1, 16000", "16000, 1", "0, 16000", "8000009, 16000", "2000000, 100"})
  void ratesOfNoRecordingAreRefused(int from, int to) {
    var error = assertThrows(DataException.class, () -> new Resampler(from, to));
    assertTrue(error.getMessage().contains(Math.max(from, to) == 16_000 ? "sample rate" : "Hz"));
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
    assertThrows(DataException.class, () -> new Resampler(8000, 16_000).resample(waveform));
    assertThrows(DataException.class, () -> new Resampler(0, 16_000));
  }

  private static Waveform sine(double hertz, int rate, int length) {
    var samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) Math.cos(2 * Math.PI * hertz * i / rate);
    }
    return new Waveform(samples, rate);
  }

  /** Outputs that are made together, one by one, and of pieces of any length are the same bits. */
  @ParameterizedTest
  @CsvSource({
    "44100, 32000",
    "44100, 16000",
    "48000, 16000",
    "48000, 32000",
    "22050, 16000",
    "8000, 16000",
    "11025, 48000",
    "96000, 44100",
    "16000, 44100",
    "16001, 16000",
    "192000, 1000"
  })
  void aLongSoundBeginsAsAShortOne(int from, int to) {
    var resampler = new Resampler(from, to);
    var random = new Random(from);
    var samples = new float[6 * from];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat() - 0.5f;
    }
    var all = resampler.resample(new Waveform(samples, from)).samples();
    assertEquals(resampler.outputLength(samples.length), all.length);
    for (int parts : new int[] {1, 7, 20, 60}) {
      int length = samples.length / parts;
      var start = Arrays.copyOf(samples, length);
      var made = resampler.resample(new Waveform(start, from)).samples();
      int sure = Math.max(0, made.length - to / 8);
      assertArrayEquals(Arrays.copyOf(all, sure), Arrays.copyOf(made, sure));
    }
    var streamed = new SampleBuffer(all.length);
    var stream = resampler.new Stream(streamed);
    for (int at = 0; at < samples.length; ) {
      int count = Math.min(samples.length - at, 1 + random.nextInt(9000));
      stream.accept(Arrays.copyOfRange(samples, at, at + count), count);
      at += count;
    }
    stream.finish();
    assertArrayEquals(all, streamed.toArray());
  }
}
