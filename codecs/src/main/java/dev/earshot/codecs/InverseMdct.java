package dev.earshot.codecs;

import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The inverse of the modified discrete cosine transform of one size: from X of n/2 values it makes
 * y<sub>i</sub> = sum over k of X<sub>k</sub> cos(2 &pi;/n (i + 1/2 + n/4) (k + 1/2)), i = 0 to n -
 * 1. It is a cosine transform of type IV with its symmetries written out, and that is a Fourier
 * transform of n/4 complex numbers. Used by one thread.
 */
final class InverseMdct {
  private final int half;
  private final DoubleFFT_1D transform;
  private final double[] cos;
  private final double[] sin;
  private final double[] pairs;
  private final double[] fourth;

  /**
   * Prepares the transform.
   *
   * @param n a power of two, at least 8
   */
  InverseMdct(int n) {
    half = n / 2;
    transform = new DoubleFFT_1D(half / 2);
    cos = new double[half / 2];
    sin = new double[half / 2];
    for (int i = 0; i < half / 2; i++) {
      double angle = -Math.PI * (i + 0.125) / half;
      cos[i] = Math.cos(angle);
      sin[i] = Math.sin(angle);
    }
    pairs = new double[half];
    fourth = new double[half];
  }

  /** Transforms n/2 values to n. */
  void transform(float[] in, double[] out) {
    for (int i = 0; i < half / 2; i++) {
      double re = in[2 * i];
      double im = in[half - 1 - 2 * i];
      pairs[2 * i] = re * cos[i] - im * sin[i];
      pairs[2 * i + 1] = re * sin[i] + im * cos[i];
    }
    transform.complexForward(pairs);
    for (int i = 0; i < half / 2; i++) {
      double re = pairs[2 * i];
      double im = pairs[2 * i + 1];
      fourth[2 * i] = re * cos[i] - im * sin[i];
      fourth[half - 1 - 2 * i] = -(re * sin[i] + im * cos[i]);
    }
    int quarter = half / 2;
    for (int i = 0; i < quarter; i++) {
      out[i] = fourth[i + quarter];
      out[3 * quarter + i] = -fourth[i];
    }
    for (int i = quarter; i < 3 * quarter; i++) {
      out[i] = -fourth[3 * quarter - 1 - i];
    }
  }
}
