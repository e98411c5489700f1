package dev.earshot.audio.features;

/**
 * Fundamental frequency. It is picked from the cepstrum of each frame and then made continuous over
 * time.
 *
 * <p>The contour is one frame late: {@link #next} returns the value of the frame before. Values are
 * in single precision, as in the reference. Lags are whole numbers, so a change of pitch can lie
 * exactly on the limit of a jump: lag 75 after lag 45 is a fall to exactly 0.6. Rounding decides
 * such cases.
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

  /** Starts a new clip. */
  void reset() {
    last = 0;
    beforeLast = 0;
    runningMean = 0;
    onset = false;
  }

  /**
   * The pitch of one frame in hertz, 0 if unvoiced: the sample rate divided by the first lag where
   * the cepstrum has a local maximum above 0.6 (its maximum from lag 32 on + its mean magnitude).
   *
   * @param cepstrum the cepstrum of ln(1 + power), for lags from 0, on any scale
   * @param lags the number of lags
   * @param voicing the probability of voicing of the frame
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
   * Takes the raw pitch of the next frame and returns the smoothed pitch of the frame before.
   *
   * <p>The reference also has steps that damp the frame before an onset and fill gaps of one frame.
   * They never take effect, because the reference no longer has that frame by then. They are
   * therefore left out here.
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
