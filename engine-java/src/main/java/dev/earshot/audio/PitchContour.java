package dev.earshot.audio;

/**
 * Fundamental frequency: picked from the cepstrum of each frame, then made continuous over time.
 *
 * <p>The contour runs one frame late: what {@link #next} returns belongs to the frame before. It is
 * kept in single precision, as in the reference: whole lags make exact ties with the limits of a
 * jump (lag 75 after lag 45 is a fall to exactly 0.6), and rounding decides them.
 */
final class PitchContour {
  private static final int FIRST_LAG = 33;
  private static final int THRESHOLD_FROM_LAG = 32;
  private static final double THRESHOLD = 0.6;
  private static final double LEAST_VOICING = 0.55;
  private static final float JUMP = 0.4f;
  private static final float MEAN_WEIGHT = 0.3f;
  private static final float MEAN_WEIGHT_AFTER_JUMP = 0.1f;

  private float last;
  private float beforeLast;
  private float runningMean;
  private boolean onset;

  /** Forgets the clip so far. */
  void reset() {
    last = 0;
    beforeLast = 0;
    runningMean = 0;
    onset = false;
  }

  /**
   * The pitch of one frame in hertz, 0 if unvoiced: the sample rate over the first lag where the
   * cepstrum has a local maximum above 0.6 (its maximum from lag 32 on + its mean magnitude).
   *
   * @param cepstrum of ln(1 + power), for lags from 0 on, on any scale
   * @param lags how many of them
   */
  static float pick(double[] cepstrum, int lags, double voicing) {
    if (voicing < LEAST_VOICING) {
      return 0;
    }
    double highest = cepstrum[THRESHOLD_FROM_LAG];
    double sum = 0;
    for (int lag = 0; lag < lags; lag++) {
      sum += Math.abs(cepstrum[lag]);
      if (lag > THRESHOLD_FROM_LAG) {
        highest = Math.max(highest, cepstrum[lag]);
      }
    }
    double threshold = THRESHOLD * (highest + sum / lags);
    for (int lag = FIRST_LAG; lag < lags - 1; lag++) {
      double value = cepstrum[lag];
      if (value > threshold && value > cepstrum[lag - 1] && value > cepstrum[lag + 1]) {
        return (float) FrameSpectrum.SAMPLE_RATE / lag;
      }
    }
    return 0;
  }

  /**
   * Takes the next frame's raw pitch and returns the smoothed one of the frame before.
   *
   * <p>The reference also damps the frame before an onset and fills gaps of one frame. Neither can
   * happen, because it has forgotten that frame by then; so neither is here.
   */
  float next(float raw) {
    boolean voiced = raw > 0;
    if (last > 0 == voiced) {
      onset = false;
    } else if (voiced) {
      onset = true;
    } else if (onset) {
      last = 0; // A voiced frame between unvoiced ones is a mistake.
    }
    float pitch = raw;
    if (voiced) {
      float weight = MEAN_WEIGHT;
      if (runningMean == 0) {
        runningMean = pitch;
      }
      if (pitch <= (1 - JUMP) * runningMean || pitch >= (1 + JUMP) * runningMean) {
        pitch = runningMean;
        weight = MEAN_WEIGHT_AFTER_JUMP;
      }
      runningMean = (1 - weight) * runningMean + weight * raw;
    }
    float smoothed = beforeLast > 0 && last > 0 ? (beforeLast + last) / 2 : last;
    beforeLast = last;
    last = pitch;
    return smoothed;
  }
}
