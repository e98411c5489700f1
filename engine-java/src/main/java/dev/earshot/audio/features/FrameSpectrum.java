package dev.earshot.audio.features;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Power spectra of frames at 16 kHz. A frame lasts 25 ms, and a new frame starts every 10 ms. The
 * signal is not padded.
 *
 * <p>Each frame goes through these steps: pre-emphasis y_0 = (1 - a) x_0, y_i = x_i - a x_(i-1); a
 * window; zeros up to {@value #FFT} samples; |FFT|^2 in {@value #BINS} bins. An object holds a plan
 * and a buffer, so each thread needs its own.
 */
public final class FrameSpectrum {
  public static final int SAMPLE_RATE = 16_000;
  public static final int FRAME = 400;
  static final int HOP = 160;
  static final int FFT = 512;
  static final int BINS = FFT / 2 + 1;

  private final double[] window;
  private final double preEmphasis;
  private final DoubleFFT_1D plan = new DoubleFFT_1D(FFT);
  private final double[] buffer = new double[FFT];

  /**
   * Creates a computation of spectra.
   *
   * @param window {@value #FRAME} weights, applied after pre-emphasis
   * @param preEmphasis the factor a
   */
  FrameSpectrum(double[] window, double preEmphasis) {
    this.window = window;
    this.preEmphasis = preEmphasis;
  }

  /** The number of whole frames in the given number of samples; 0 if there are too few for one. */
  static int frames(int samples) {
    return samples < FRAME ? 0 : 1 + (samples - FRAME) / HOP;
  }

  /** Writes the power spectrum of the frame that starts at {@code at} into {@code power}. */
  void power(float[] samples, int at, double[] power) {
    double previous = samples[at];
    for (int i = 0; i < FRAME; i++) {
      double x = samples[at + i];
      buffer[i] = (x - preEmphasis * previous) * window[i];
      previous = x;
    }
    Arrays.fill(buffer, FRAME, FFT, 0);
    plan.realForward(buffer);
    power[0] = buffer[0] * buffer[0];
    power[BINS - 1] = buffer[1] * buffer[1];
    for (int k = 1; k < BINS - 1; k++) {
      double re = buffer[2 * k];
      double im = buffer[2 * k + 1];
      power[k] = re * re + im * im;
    }
  }
}
