package dev.earshot.audio.features;

import java.util.Locale;

/**
 * A number that summarises a whole contour: a population moment or the maximum. A constant contour
 * has standard deviation, skewness and kurtosis 0.
 */
enum Functional {
  MEAN,
  MAX,
  STD,
  /** Third standardised moment. */
  SKEWNESS,
  /** Fourth standardised moment minus 3 (excess kurtosis). */
  KURTOSIS;

  /**
   * All functionals of one contour. Each call of {@link #measure} replaces the values of the last.
   */
  static final class Measures {
    private final double[] values = new double[values().length];

    /** Computes the functionals of the first {@code count} values. There must be at least one. */
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
      // The computed mean of equal values has a rounding error. Their moments would be noise.
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

  /** The functional's name as used in the name of a column. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
