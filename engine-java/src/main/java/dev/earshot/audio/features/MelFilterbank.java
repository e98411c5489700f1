package dev.earshot.audio.features;

import java.util.Arrays;

/**
 * Triangular filters with peak 1 (Davis and Mermelstein, 1980). They are linear in mel = 1127 ln(1
 * + f / 700). Each filter reaches from the centre of the filter below to the centre of the one
 * above.
 *
 * <p>The weight is 0 for bins outside the edges, at 0 Hz and at the Nyquist frequency.
 */
final class MelFilterbank {
  /**
   * For each bin, the band on whose falling side it lies. The bin is also on the rising side of the
   * next band.
   */
  private final int[] below;

  private final double[] falling;
  private final int firstBin;
  private final int bands;

  /**
   * Creates filters whose {@code bands + 2} edges are equally spaced in mel between two
   * frequencies.
   */
  MelFilterbank(int bands, double lowHertz, double highHertz) {
    this.bands = bands;
    double low = mel(lowHertz);
    double spacing = (mel(highHertz) - low) / (bands + 1);
    int first = 1;
    while (mel(hertz(first)) < low) {
      first++;
    }
    int last = FrameSpectrum.BINS - 2;
    while (mel(hertz(last)) > mel(highHertz)) {
      last--;
    }
    this.firstBin = first;
    this.below = new int[last - first + 1];
    this.falling = new double[below.length];
    for (int i = 0; i < below.length; i++) {
      double position = (mel(hertz(first + i)) - low) / spacing;
      below[i] = Math.min((int) position, bands);
      falling[i] = 1 - (position - below[i]);
    }
  }

  int bands() {
    return bands;
  }

  /**
   * Writes each band's weighted sum of a spectrum.
   *
   * @param spectrum {@link FrameSpectrum#BINS} values
   * @param energies receives {@code bands + 2} values: band m is at index m + 1, and the two ends
   *     have no meaning
   */
  void apply(double[] spectrum, double[] energies) {
    Arrays.fill(energies, 0);
    for (int i = 0; i < below.length; i++) {
      double value = spectrum[firstBin + i];
      double part = falling[i] * value;
      energies[below[i]] += part;
      energies[below[i] + 1] += value - part;
    }
  }

  private static double hertz(int bin) {
    return (double) bin * FrameSpectrum.SAMPLE_RATE / FrameSpectrum.FFT;
  }

  private static double mel(double hertz) {
    return 1127 * Math.log1p(hertz / 700);
  }
}
