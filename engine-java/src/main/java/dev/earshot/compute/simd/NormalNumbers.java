package dev.earshot.compute.simd;

/**
 * Box-Muller's transformation by power series in double, with enough terms that the remainder is
 * below the last place. {@link VectorApiFunctions} does the same operations on whole vectors.
 */
final class NormalNumbers {
  static final int FRACTION_BITS = 52;
  static final long FRACTION = (1L << FRACTION_BITS) - 1;
  static final long ONE_BITS = Double.doubleToRawLongBits(1);
  static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(Math.sqrt(0.5));

  /** Doubles of this size have a spacing of 1. */
  static final double TWO_52 = 0x1p52;

  static final long TWO_52_BITS = Double.doubleToRawLongBits(TWO_52);

  /** As {@link #TWO_52}, for numbers that may be negative. */
  static final double ROUNDER = 0x1.8p52;

  static final double LN_2 = Math.log(2);

  // The coefficients 1 / n! of sine and cosine.
  static final double S3 = -1.0 / (2 * 3);
  static final double S5 = -S3 / (4 * 5);
  static final double S7 = -S5 / (6 * 7);
  static final double S9 = -S7 / (8 * 9);
  static final double S11 = -S9 / (10 * 11);
  static final double S13 = -S11 / (12 * 13);
  static final double S15 = -S13 / (14 * 15);
  static final double C2 = -1.0 / (1 * 2);
  static final double C4 = -C2 / (3 * 4);
  static final double C6 = -C4 / (5 * 6);
  static final double C8 = -C6 / (7 * 8);
  static final double C10 = -C8 / (9 * 10);
  static final double C12 = -C10 / (11 * 12);
  static final double C14 = -C12 / (13 * 14);
  static final double C16 = -C14 / (15 * 16);

  private NormalNumbers() {}

  /**
   * {@code sqrt(-2 ln x)} for x in (0, 1). {@code ln x = e ln 2 + ln m} with x = 2^e m and {@code
   * sqrt(1/2) <= m < sqrt(2)}; {@code ln m = 2 (s + s^3 / 3 + s^5 / 5 + ...)} with {@code s = (m -
   * 1) / (m + 1)}, so that {@code s^2 < 0.03}. The terms after {@code s^21 / 21} are below 2^-53 of
   * the sum.
   */
  static double radius(double x) {
    long bits = Double.doubleToRawLongBits(x) + (ONE_BITS - SQRT_HALF_BITS);
    double m = Double.longBitsToDouble((bits & FRACTION) + SQRT_HALF_BITS);
    double e =
        Double.longBitsToDouble(bits >>> FRACTION_BITS | TWO_52_BITS)
            - (TWO_52 + Double.MAX_EXPONENT);
    double s = (m - 1) / (m + 1);
    double z = s * s;
    double series = Math.fma(z, 1.0 / 21, 1.0 / 19);
    series = Math.fma(series, z, 1.0 / 17);
    series = Math.fma(series, z, 1.0 / 15);
    series = Math.fma(series, z, 1.0 / 13);
    series = Math.fma(series, z, 1.0 / 11);
    series = Math.fma(series, z, 1.0 / 9);
    series = Math.fma(series, z, 1.0 / 7);
    series = Math.fma(series, z, 1.0 / 5);
    series = Math.fma(series, z, 1.0 / 3);
    double twice = s + s;
    double log = e * LN_2 + (series * z * twice + twice);
    return Math.sqrt(log * -2);
  }

  /**
   * Puts {@code radius cos(2 pi x)} and {@code radius sin(2 pi x)} into two elements. Let q be the
   * nearest number of quarter turns and a the remaining angle, {@code |a| <= pi / 4}. Up to signs,
   * the cosine and sine of the whole angle are cos a and sin a, exchanged if q is odd.
   */
  static void circle(double radius, double x, double[] numbers, int at) {
    double q = x * 4 + ROUNDER - ROUNDER;
    double a = (x - q * 0.25) * (2 * Math.PI);
    double z = a * a;
    double sine = Math.fma(z, S15, S13);
    sine = Math.fma(sine, z, S11);
    sine = Math.fma(sine, z, S9);
    sine = Math.fma(sine, z, S7);
    sine = Math.fma(sine, z, S5);
    sine = Math.fma(sine, z, S3);
    sine = Math.fma(sine, z, 1) * a;
    double cosine = Math.fma(z, C16, C14);
    cosine = Math.fma(cosine, z, C12);
    cosine = Math.fma(cosine, z, C10);
    cosine = Math.fma(cosine, z, C8);
    cosine = Math.fma(cosine, z, C6);
    cosine = Math.fma(cosine, z, C4);
    cosine = Math.fma(cosine, z, C2);
    cosine = Math.fma(cosine, z, 1);
    // As the vectors do: 1 or 0 for q = 0 .. 4, by arithmetic, and the signs of zero that come of
    // it.
    double even = Math.abs(q - 2) - 1;
    even = even * even;
    double odd = -even + 1;
    double left = Math.max(-Math.abs(q - 1.5) + 1.5, 0);
    double below = Math.max(-Math.abs(q - 2.5) + 1.5, 0);
    numbers[at] = (cosine * even + sine * odd) * (left * -2 + 1) * radius;
    numbers[at + 1] = (sine * even + cosine * odd) * (below * -2 + 1) * radius;
  }
}
