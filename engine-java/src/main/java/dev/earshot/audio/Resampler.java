package dev.earshot.audio;

import java.util.Arrays;

/**
 * Changes the sample rate by a rational factor with a polyphase low-pass filter.
 *
 * <p>With {@code to / from} reduced to {@code L / M}, output m stands at input position m M / L and
 * is the sum of the inputs around it, weighted by a sinc under a Kaiser window (Kaiser, 1974). In
 * units of the lower of the two Nyquist frequencies the pass band ends at {@value #PASS_EDGE} and
 * the stop band starts at 1, so that nothing folds back; it lies {@value #ATTENUATION_DB} dB down.
 * The filter is symmetric about the output's own position: no delay. Every phase sums to 1: no
 * error at 0 Hz. Beyond its ends the sound counts as silence.
 *
 * <p>Immutable; any number of threads may share one.
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
   * A resampler between two rates.
   *
   * @param from samples per second that come in, positive
   * @param to samples per second that go out, positive
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
    // Lower Nyquist frequency as a fraction of the input's: the filter stretches by its inverse.
    double bandwidth = Math.min(1, (double) to / from);
    double beta = 0.1102 * (ATTENUATION_DB - 8.7);
    double transition = Math.PI * (1 - PASS_EDGE) * bandwidth;
    this.half = (int) Math.ceil(((ATTENUATION_DB - 7.95) / (2.285 * transition) + 1) / 2);
    this.taps = from == to ? new float[0] : design(bandwidth * (1 + PASS_EDGE) / 2, beta);
  }

  /** The rate it expects, in samples per second. */
  public int from() {
    return from;
  }

  /**
   * Resamples a waveform of the incoming rate; n samples become ceil(n to / from).
   *
   * @throws AudioException if the waveform has another rate
   */
  public Waveform resample(Waveform input) {
    if (input.sampleRate() != from) {
      throw new AudioException(
          "the waveform has %d Hz: expected %d Hz".formatted(input.sampleRate(), from));
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

  /** Four sums side by side: each addition would otherwise wait for the one before. */
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

  /** Phase p, tap k weighs the input k + 1 - half behind the one at or before the output. */
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
