package dev.earshot.audio;

import java.util.Locale;

/**
 * What a whole contour comes to: population moments, and the maximum. A constant contour has
 * standard deviation, skewness and kurtosis 0.
 */
enum Functional {
  MEAN,
  MAX,
  STD,
  /** Third standardised moment. */
  SKEWNESS,
  /** Fourth standardised moment less 3. */
  KURTOSIS;

  /** All of them for one contour. Reused: each {@link #measure} replaces the last. */
  static final class Measures {
    private final double[] values = new double[values().length];

    /** Measures the first {@code count} values, at least one. */
    void measure(double[] contour, int count) {
      double sum = 0;
      double max = contour[0];
      double min = contour[0];
      for (int t = 0; t < count; t++) {
        sum += contour[t];
        max = Math.max(max, contour[t]);
        min = Math.min(min, contour[t]);
      }
      double mean = sum / count;
      double second = 0;
      double third = 0;
      double fourth = 0;
      for (int t = 0; t < count; t++) {
        double centred = contour[t] - mean;
        double square = centred * centred;
        second += square;
        third += square * centred;
        fourth += square * square;
      }
      double variance = second / count;
      // Equal values differ from their mean by its rounding error: no moment, only noise.
      boolean constant = max == min;
      values[MEAN.ordinal()] = constant ? max : mean;
      values[MAX.ordinal()] = max;
      values[STD.ordinal()] = constant ? 0 : Math.sqrt(variance);
      values[SKEWNESS.ordinal()] = constant ? 0 : third / count / (variance * Math.sqrt(variance));
      values[KURTOSIS.ordinal()] = constant ? 0 : fourth / count / (variance * variance) - 3;
    }

    double get(Functional functional) {
      return values[functional.ordinal()];
    }
  }

  /** The name that stands in a column's name. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
