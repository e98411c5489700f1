package dev.earshot.collection;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Turns sound into one number of 32 bits every {@link #HOP} samples, which stays nearly the same if
 * the sound is encoded, resampled, or made louder. Bit m of frame n is 1 if
 *
 * <pre>E(n, m) - E(n, m+1) - (E(n-1, m) - E(n-1, m+1)) &gt; 0</pre>
 *
 * <p>E(n, m) is the energy of frame n in band m of 33 bands, whose borders are evenly spaced in
 * pitch. Frames overlap so far that a shift by half a hop changes few bits. This is the method of
 * Haitsma and Kalker, "A highly robust audio fingerprinting system" (2002), with other numbers. A
 * frame that is silent, or whose energies do not change, says nothing of its recording: its number
 * is {@link #NOTHING}.
 */
final class BandBits {
  /** The sample rate that is needed, in Hz. */
  static final int RATE = 16_000;

  /** Samples from one frame to the next. */
  static final int HOP = 512;

  /** The number of a frame that says nothing. */
  static final int NOTHING = 0;

  private static final int FRAME = 4096;
  private static final int BANDS = 33;
  private static final double LOWEST = 300;
  private static final double HIGHEST = 7000;

  /** Mean square of a frame below which it is silent: -80 dB below full scale. */
  private static final double SILENCE = 1e-8;

  /** A change that is smaller than this part of the energies may be rounding. */
  private static final double CHANGE = 1e-3;

  private static final int LEAST_CHANGES = 20;

  private final FloatFFT_1D transform = new FloatFFT_1D(FRAME);
  private final float[] taper = new float[FRAME];
  private final int[] borders = new int[BANDS + 1];
  private final float[] held = new float[FRAME];
  private final float[] spectrum = new float[FRAME];
  private final IntConsumer frames;
  private double[] before = new double[BANDS];
  private double[] now = new double[BANDS];
  private int inHeld;
  private boolean first = true;

  /**
   * Creates it.
   *
   * @param frames gets the number of each frame but the first
   */
  BandBits(IntConsumer frames) {
    this.frames = frames;
    for (int i = 0; i < FRAME; i++) {
      taper[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / FRAME));
    }
    for (int band = 0; band <= BANDS; band++) {
      double pitch = LOWEST * Math.pow(HIGHEST / LOWEST, (double) band / BANDS);
      borders[band] = (int) Math.round(pitch * FRAME / RATE);
    }
  }

  /** Takes the next samples. */
  void accept(float[] samples) {
    int at = 0;
    while (at < samples.length) {
      int step = Math.min(samples.length - at, FRAME - inHeld);
      System.arraycopy(samples, at, held, inHeld, step);
      inHeld += step;
      at += step;
      if (inHeld == FRAME) {
        frame();
        System.arraycopy(held, HOP, held, 0, FRAME - HOP);
        inHeld = FRAME - HOP;
      }
    }
  }

  /** Ends the sound: what is left is filled up with silence. */
  void finish() {
    if (first || inHeld > FRAME - HOP) {
      Arrays.fill(held, inHeld, FRAME, 0);
      frame();
    }
  }

  private void frame() {
    double power = 0;
    for (int i = 0; i < FRAME; i++) {
      power += held[i] * held[i];
      spectrum[i] = held[i] * taper[i];
    }
    transform.realForward(spectrum);
    for (int band = 0; band < BANDS; band++) {
      double energy = 0;
      for (int bin = borders[band]; bin < borders[band + 1]; bin++) {
        energy += spectrum[2 * bin] * spectrum[2 * bin];
        energy += spectrum[2 * bin + 1] * spectrum[2 * bin + 1];
      }
      now[band] = energy;
    }
    if (!first) {
      frames.accept(power < SILENCE * FRAME ? NOTHING : bits());
    }
    first = false;
    var old = before;
    before = now;
    now = old;
  }

  private int bits() {
    int bits = 0;
    int changes = 0;
    for (int band = 0; band < BANDS - 1; band++) {
      double change = now[band] - now[band + 1] - (before[band] - before[band + 1]);
      double all = now[band] + now[band + 1] + before[band] + before[band + 1];
      bits |= change > 0 ? 1 << band : 0;
      changes += Math.abs(change) > CHANGE * all ? 1 : 0;
    }
    if (changes < LEAST_CHANGES) {
      return NOTHING;
    }
    return bits == NOTHING ? 1 : bits;
  }
}
