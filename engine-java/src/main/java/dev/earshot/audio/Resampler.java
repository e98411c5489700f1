package dev.earshot.audio;

import java.util.Arrays;

/**
 * Changes the sample rate by a rational factor with a polyphase low-pass filter.
 *
 * <p>With {@code to / from} reduced to {@code L / M}, output m is at input position m M / L. It is
 * the sum of the inputs around it, weighted by a sinc under a Kaiser window (Kaiser, 1974). In
 * units of the lower of the two Nyquist frequencies, the pass band ends at {@value #PASS_EDGE} and
 * the stop band starts at 1, which prevents aliasing. The stop band is attenuated by {@value
 * #ATTENUATION_DB} dB. The filter is symmetric about the output's position, so it adds no delay.
 * The taps of every phase sum to 1, so there is no error at 0 Hz. Before its start and after its
 * end the sound counts as silent.
 *
 * <p>A resampler is immutable, so any number of threads may use the same one.
 */
public final class Resampler {
  private static final double PASS_EDGE = 0.9;
  private static final double ATTENUATION_DB = 100;

  private final int from;
  private final int to;
  private final int up;
  private final int down;
  private final int half;
  private final float[] taps;

  /**
   * Creates a resampler between two sample rates.
   *
   * @param from sample rate of the input in Hz, positive
   * @param to sample rate of the output in Hz, positive
   * @throws AudioException if a rate is not positive
   */
  public Resampler(int from, int to) {
    if (from <= 0 || to <= 0) {
      throw new AudioException("sample rates must be positive, not " + from + " and " + to + " Hz");
    }
    int common = greatestCommonDivisor(from, to);
    this.from = from;
    this.to = to;
    this.up = to / common;
    this.down = from / common;
    // The lower Nyquist frequency as a fraction of the input's. The filter is longer by its
    // inverse.
    double bandwidth = Math.min(1, (double) to / from);
    double beta = 0.1102 * (ATTENUATION_DB - 8.7);
    double transition = Math.PI * (1 - PASS_EDGE) * bandwidth;
    this.half = (int) Math.ceil(((ATTENUATION_DB - 7.95) / (2.285 * transition) + 1) / 2);
    this.taps = from == to ? new float[0] : design(bandwidth * (1 + PASS_EDGE) / 2, beta);
  }

  /** The sample rate of the input, in samples per second. */
  public int from() {
    return from;
  }

  /**
   * Resamples a waveform. From n samples it makes ceil(n to / from) samples.
   *
   * @param input sound at the sample rate {@link #from}
   * @return sound at the other rate; the input itself if both rates are equal
   * @throws AudioException if the waveform has another rate
   */
  public Waveform resample(Waveform input) {
    if (input.sampleRate() != from) {
      throw new AudioException(
          "the waveform has %s Hz: expected %s Hz".formatted(input.sampleRate(), from));
    }
    if (from == to) {
      return input;
    }
    int n = input.samples().length;
    var padded = new float[n + 2 * half];
    System.arraycopy(input.samples(), 0, padded, half, n);
    var output = new float[Math.toIntExact(Math.ceilDiv((long) n * up, down))];
    long position = 0;
    for (int m = 0; m < output.length; m++, position += down) {
      output[m] = weigh(padded, (int) (position / up) + 1, (int) (position % up) * 2 * half);
    }
    return new Waveform(output, to);
  }

  /**
   * The weighted sum. It is split into four sums, because in one sum each addition would have to
   * wait for the one before.
   */
  private float weigh(float[] x, int at, int tap) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int end = at + 2 * half;
    for (; at + 3 < end; at += 4, tap += 4) {
      a += x[at] * taps[tap];
      b += x[at + 1] * taps[tap + 1];
      c += x[at + 2] * taps[tap + 2];
      d += x[at + 3] * taps[tap + 3];
    }
    for (; at < end; at++, tap++) {
      a += x[at] * taps[tap];
    }
    return a + b + (c + d);
  }

  /**
   * Computes the taps of all phases. Let i be the input at or just before the output's position.
   * Tap k of a phase is then the weight of input i + k + 1 - half.
   */
  private float[] design(double cutoff, double beta) {
    var all = new float[Math.multiplyExact(up, 2 * half)];
    var phase = new double[2 * half];
    double windowPeak = bessel(beta);
    for (int p = 0; p < up; p++) {
      for (int k = 0; k < phase.length; k++) {
        double t = k + 1 - half - (double) p / up;
        double edge = t / half;
        double window = bessel(beta * Math.sqrt(Math.max(0, 1 - edge * edge))) / windowPeak;
        phase[k] = cutoff * sinc(cutoff * t) * window;
      }
      double sum = Arrays.stream(phase).sum();
      for (int k = 0; k < phase.length; k++) {
        all[p * phase.length + k] = (float) (phase[k] / sum);
      }
    }
    return all;
  }

  private static double sinc(double t) {
    return t == 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double bessel(double x) {
    double quarter = x * x / 4;
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      term *= quarter / ((double) k * k);
      sum += term;
    }
    return sum;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
