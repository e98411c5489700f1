package dev.earshot.audio.features;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The 33 low-level descriptors: MFCC 1 to 12 and 0, zero-crossing rate, probability of voicing and
 * fundamental frequency; then the deltas of these and of log energy. Before a delta is taken, the
 * contour is smoothed over three frames.
 *
 * <p>They follow the components of openSMILE (Eyben et al., 2010), as in the INTERSPEECH 2009
 * Emotion Challenge (Schuller et al.). Details that textbooks leave open are taken from openSMILE.
 */
final class LldContours implements Contours {
  private static final double PRE_EMPHASIS = 0.97;
  private static final int LAGS = 256;
  private static final int FIRST_VOICING_LAG = 31;
  private static final double LEAST_ENERGY = 8.674676e-19;
  private static final int STATIC = Mfcc.COUNT + 3;
  private static final int ZERO_CROSSINGS = Mfcc.COUNT;
  private static final int VOICING = Mfcc.COUNT + 1;
  private static final int PITCH = Mfcc.COUNT + 2;
  private static final int LOG_ENERGY = STATIC;
  private static final int COUNT = 2 * STATIC + 1;

  private final FrameSpectrum spectrum = new FrameSpectrum(hamming(), PRE_EMPHASIS);
  private final Mfcc mfcc = new Mfcc();
  private final PitchContour pitch = new PitchContour();
  private final Delta delta = new Delta();
  private final DoubleFFT_1D inverse = new DoubleFFT_1D(FrameSpectrum.FFT);
  private final double[] power = new double[FrameSpectrum.BINS];
  private final double[] pairs = new double[2 * FrameSpectrum.FFT];
  private final double[] autocorrelation = new double[LAGS];
  private final double[] cepstrum = new double[LAGS];
  private final double[] coefficients = new double[Mfcc.COUNT];

  /**
   * The static columns, then log energy, then the deltas of all of them. Log energy itself is not
   * an output.
   */
  private double[][] columns = new double[COUNT + 1][0];

  @Override
  public List<String> names() {
    var mfccs = IntStream.range(0, Mfcc.COUNT).mapToObj(i -> "mfcc" + (i + 1) % Mfcc.COUNT);
    var statics = Stream.concat(mfccs, Stream.of("zcr", "voicing", "f0")).toList();
    var derived = Stream.concat(statics.stream(), Stream.of("log_energy"));
    return Stream.concat(statics.stream(), derived.map(name -> name + "_delta")).toList();
  }

  @Override
  public int analyse(float[] samples) {
    int frames = FrameSpectrum.frames(samples.length);
    if (columns[0].length < frames) {
      columns = new double[COUNT + 1][frames];
    }
    pitch.reset();
    for (int t = 0; t < frames; t++) {
      describe(samples, t * FrameSpectrum.HOP, t);
    }
    for (int c = 0; c <= STATIC; c++) {
      delta.apply(columns[c], columns[STATIC + 1 + c], frames);
    }
    return frames;
  }

  @Override
  public double[] column(int index) {
    return columns[index < STATIC ? index : index + 1];
  }

  private void describe(float[] samples, int at, int t) {
    spectrum.power(samples, at, power);
    mfcc.apply(power, coefficients);
    for (int i = 0; i < Mfcc.COUNT; i++) {
      columns[i][t] = coefficients[i];
    }
    columns[ZERO_CROSSINGS][t] = zeroCrossingRate(samples, at);
    columns[LOG_ENERGY][t] = logEnergy(samples, at);
    correlate();
    double voicing = voicing(autocorrelation);
    columns[VOICING][t] = voicing;
    columns[PITCH][t] = pitch.next(PitchContour.pick(cepstrum, LAGS, voicing));
  }

  /**
   * Computes autocorrelation and cepstrum in one transform. Both spectra, the power P and ln(1 +
   * P), are real and even, so both inverse transforms are real. One complex transform can therefore
   * carry both, as its real and its imaginary part.
   */
  private void correlate() {
    for (int k = 0; k < FrameSpectrum.BINS; k++) {
      int mirror = (FrameSpectrum.FFT - k) % FrameSpectrum.FFT;
      double log = Math.log(power[k] + 1);
      pairs[2 * k] = power[k];
      pairs[2 * k + 1] = log;
      pairs[2 * mirror] = power[k];
      pairs[2 * mirror + 1] = log;
    }
    inverse.complexForward(pairs);
    for (int lag = 0; lag < LAGS; lag++) {
      autocorrelation[lag] = Math.abs(pairs[2 * lag]);
      cepstrum[lag] = pairs[2 * lag + 1];
    }
  }

  /**
   * The highest peak of the autocorrelation, divided by its value at lag 0; 0 for silence. A peak
   * is higher than the value at the lag before it and than the value at the last lag. If there is
   * no peak, the value at the last lag is used.
   */
  private static double voicing(double[] r) {
    double peak = r[LAGS - 1];
    for (int lag = FIRST_VOICING_LAG; lag < LAGS; lag++) {
      if (r[lag] > peak && r[lag] > r[lag - 1]) {
        peak = r[lag];
      }
    }
    return r[0] > 0 ? peak / r[0] : 0;
  }

  /**
   * The number of sign changes inside the frame, divided by its length. A sample of 0 counts as one
   * change unless its two neighbours have the same sign.
   */
  private static double zeroCrossingRate(float[] x, int at) {
    int crossings = 0;
    for (int i = at + 1; i < at + FrameSpectrum.FRAME - 1; i++) {
      if (x[i - 1] * x[i] < 0 || x[i] == 0 && x[i - 1] * x[i + 1] <= 0) {
        crossings++;
      }
    }
    return (double) crossings / FrameSpectrum.FRAME;
  }

  /** The natural logarithm of the mean square. */
  private static double logEnergy(float[] x, int at) {
    double sum = 0;
    for (int i = at; i < at + FrameSpectrum.FRAME; i++) {
      sum += (double) x[i] * x[i];
    }
    return Math.log(Math.max(sum / FrameSpectrum.FRAME, LEAST_ENERGY));
  }

  private static double[] hamming() {
    var window = new double[FrameSpectrum.FRAME];
    Arrays.setAll(window, i -> 0.54 - 0.46 * Math.cos(2 * Math.PI * i / (window.length - 1)));
    return window;
  }
}
