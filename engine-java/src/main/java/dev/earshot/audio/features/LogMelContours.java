package dev.earshot.audio.features;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The log-mel spectrogram that is the input of VGGish (Hershey et al., "CNN architectures for
 * large-scale audio classification", 2017): magnitudes under a periodic Hann window, in 64 mel
 * bands from 125 to 7500 Hz, as ln(x + 0.01).
 */
final class LogMelContours implements Contours {
  static final int BANDS = 64;
  private static final double LOW_HERTZ = 125;
  private static final double HIGH_HERTZ = 7500;
  private static final double FLOOR = 0.01;

  private final FrameSpectrum spectrum = new FrameSpectrum(hann(), 0);
  private final MelFilterbank filters = new MelFilterbank(BANDS, LOW_HERTZ, HIGH_HERTZ);
  private final double[] bins = new double[FrameSpectrum.BINS];
  private final double[] energies = new double[BANDS + 2];
  private double[][] columns = new double[BANDS][0];

  @Override
  public List<String> names() {
    return IntStream.range(0, BANDS).mapToObj("logmel%s"::formatted).toList();
  }

  @Override
  public int analyse(float[] samples) {
    int frames = FrameSpectrum.frames(samples.length);
    if (columns[0].length < frames) {
      columns = new double[BANDS][frames];
    }
    for (int t = 0; t < frames; t++) {
      spectrum.power(samples, t * FrameSpectrum.HOP, bins);
      for (int k = 0; k < bins.length; k++) {
        bins[k] = Math.sqrt(bins[k]);
      }
      filters.apply(bins, energies);
      for (int m = 0; m < BANDS; m++) {
        columns[m][t] = Math.log(energies[m + 1] + FLOOR);
      }
    }
    return frames;
  }

  @Override
  public double[] column(int index) {
    return columns[index];
  }

  private static double[] hann() {
    var window = new double[FrameSpectrum.FRAME];
    Arrays.setAll(window, i -> 0.5 - 0.5 * Math.cos(2 * Math.PI * i / window.length));
    return window;
  }
}
