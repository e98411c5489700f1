package dev.earshot.audio.features;

/**
 * Deltas of a smoothed contour: s is the centred mean of three frames, d_t = sum_(i = 1, 2) i
 * (s_(t+i) - s_(t-i)) / 10. Beyond the ends, the first and the last value are repeated. As in the
 * reference, the smoothed contour is one frame longer than its input, and the extra frame is the
 * input's last value.
 */
final class Delta {
  private static final int REACH = 2;
  private static final double NORM = 10;

  private double[] padded = new double[0];

  /** Writes the deltas of the first {@code frames} values. There must be at least one. */
  void apply(double[] contour, double[] deltas, int frames) {
    int rows = frames + 1;
    if (padded.length < rows + 2 * REACH) {
      padded = new double[rows + 2 * REACH];
    }
    for (int t = 0; t < rows; t++) {
      double before = contour[Math.clamp(t - 1, 0, frames - 1)];
      double here = contour[Math.min(t, frames - 1)];
      double after = contour[Math.min(t + 1, frames - 1)];
      padded[REACH + t] = (before + here + after) / 3;
    }
    for (int i = 0; i < REACH; i++) {
      padded[i] = padded[REACH];
      padded[REACH + rows + i] = padded[REACH + rows - 1];
    }
    for (int t = 0; t < frames; t++) {
      int at = REACH + t;
      deltas[t] = (padded[at + 1] - padded[at - 1] + 2 * (padded[at + 2] - padded[at - 2])) / NORM;
    }
  }
}
