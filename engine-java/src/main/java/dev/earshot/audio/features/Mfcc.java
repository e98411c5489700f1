package dev.earshot.audio.features;

/**
 * Mel-frequency cepstral coefficients 1 to 12, then 0, of a power spectrum.
 *
 * <p>E_m is the energy of the m-th of 26 mel bands from 0 to 8000 Hz, on the scale of 16-bit
 * integers and at least 1; c_i = sqrt(2 / 26) (1 + 11 sin(pi i / 22)) sum_m ln E_m cos(pi i (m +
 * 1/2) / 26).
 */
final class Mfcc {
  static final int COUNT = 13;
  private static final int BANDS = 26;
  private static final double LIFTER = 22;
  private static final double INTEGER_POWER = 32767.0 * 32767.0;

  private final MelFilterbank filters =
      new MelFilterbank(BANDS, 0, FrameSpectrum.SAMPLE_RATE / 2.0);
  private final double[] energies = new double[BANDS + 2];
  private final double[][] basis = new double[COUNT][BANDS];

  Mfcc() {
    for (int row = 0; row < COUNT; row++) {
      int i = (row + 1) % COUNT;
      double scale = Math.sqrt(2.0 / BANDS) * (1 + LIFTER / 2 * Math.sin(Math.PI * i / LIFTER));
      for (int m = 0; m < BANDS; m++) {
        basis[row][m] = scale * Math.cos(Math.PI * i * (m + 0.5) / BANDS);
      }
    }
  }

  /** Writes the {@value #COUNT} coefficients of a power spectrum. */
  void apply(double[] power, double[] coefficients) {
    filters.apply(power, energies);
    for (int m = 1; m <= BANDS; m++) {
      energies[m] = Math.log(Math.max(energies[m] * INTEGER_POWER, 1));
    }
    for (int row = 0; row < COUNT; row++) {
      double sum = 0;
      for (int m = 0; m < BANDS; m++) {
        sum += basis[row][m] * energies[m + 1];
      }
      coefficients[row] = sum;
    }
  }
}
