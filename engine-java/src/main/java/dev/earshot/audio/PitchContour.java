package dev.earshot.audio;

/**
 * Fundamental frequency: picked from the cepstrum of each frame, then made continuous over time.
 *
 * <p>The contour runs one frame late: what {@link #next} returns belongs to the frame before.
 */
final class PitchContour {
  private static final int FIRST_LAG = 33;
  private static final int THRESHOLD_FROM_LAG = 32;
  private static final double THRESHOLD = 0.6;
  private static final double LEAST_VOICING = 0.55;
  private static final double JUMP = 0.4;
  private static final double MEAN_WEIGHT = 0.3;
  private static final double MEAN_WEIGHT_AFTER_JUMP = 0.1;
  private static final double ONSET_DAMPING = 0.85;

  private enum Edge {
    NONE,
    ONSET,
    OFFSET
  }

  private double last;
  private double beforeLast;
  private double runningMean;
  private Edge edge;

  PitchContour() {
    reset();
  }

  /** Forgets the clip so far. */
  void reset() {
    last = 0;
    beforeLast = 0;
    runningMean = 0;
    edge = Edge.NONE;
  }

  /**
   * The pitch of one frame in hertz, 0 if unvoiced.
   *
   * @param cepstrum of ln(1 + power), for lags from 0 on, on any scale
   * @param lags how many of them
   */
  static double pick(double[] cepstrum, int lags, double voicing) {
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
        return (double) FrameSpectrum.SAMPLE_RATE / lag;
      }
    }
    return 0;
  }

  /** Takes the next frame's raw pitch and returns the smoothed one of the frame before. */
  double next(double raw) {
    double pitch = raw;
    boolean voiced = raw > 0;
    if (last == 0 && voiced) {
      edge = Edge.ONSET;
    } else if (last > 0 && !voiced && edge == Edge.NONE) {
      edge = Edge.OFFSET;
    } else if (last > 0 == voiced) {
      edge = Edge.NONE;
    }
    if (!voiced && edge == Edge.ONSET) {
      last = 0; // A voiced frame between unvoiced ones is a mistake.
    }
    if (voiced) {
      double weight = MEAN_WEIGHT;
      if (runningMean == 0) {
        runningMean = pitch;
      }
      if (pitch <= (1 - JUMP) * runningMean || pitch >= (1 + JUMP) * runningMean) {
        pitch = runningMean;
        weight = MEAN_WEIGHT_AFTER_JUMP;
      }
      if (edge != Edge.NONE && last > pitch) {
        last *= ONSET_DAMPING;
      }
      if (edge == Edge.OFFSET) {
        last = pitch; // Fills a gap of one frame.
      }
      runningMean = (1 - weight) * runningMean + weight * raw;
    }
    double smoothed = beforeLast > 0 && last > 0 ? (beforeLast + last) / 2 : last;
    beforeLast = last;
    last = pitch;
    return smoothed;
  }
}
