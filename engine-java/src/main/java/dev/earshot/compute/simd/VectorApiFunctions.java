package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.DOUBLES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions in double by their power series, with enough terms that the remainder is
 * below the last place. They are made for random numbers: arguments in (0, 1), no special values,
 * whole vectors.
 */
final class VectorApiFunctions {
  private static final int FRACTION_BITS = 52;
  private static final long FRACTION = (1L << FRACTION_BITS) - 1;
  private static final long ONE_BITS = Double.doubleToRawLongBits(1);
  private static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(Math.sqrt(0.5));

  /** Doubles of this size have a spacing of 1. */
  private static final double TWO_52 = 0x1p52;

  private static final long TWO_52_BITS = Double.doubleToRawLongBits(TWO_52);

  /** As {@link #TWO_52}, for numbers that may be negative. */
  private static final double ROUNDER = 0x1.8p52;

  private static final double LN_2 = Math.log(2);

  // The coefficients 1 / n! of sine and cosine.
  private static final double S3 = -1.0 / (2 * 3);
  private static final double S5 = -S3 / (4 * 5);
  private static final double S7 = -S5 / (6 * 7);
  private static final double S9 = -S7 / (8 * 9);
  private static final double S11 = -S9 / (10 * 11);
  private static final double S13 = -S11 / (12 * 13);
  private static final double S15 = -S13 / (14 * 15);
  private static final double C2 = -1.0 / (1 * 2);
  private static final double C4 = -C2 / (3 * 4);
  private static final double C6 = -C4 / (5 * 6);
  private static final double C8 = -C6 / (7 * 8);
  private static final double C10 = -C8 / (9 * 10);
  private static final double C12 = -C10 / (11 * 12);
  private static final double C14 = -C12 / (13 * 14);
  private static final double C16 = -C14 / (15 * 16);

  private VectorApiFunctions() {}

  /**
   * {@code x = sqrt(-2 ln x)}. {@code ln x = e ln 2 + ln m} with x = 2^e m and {@code sqrt(1/2) <=
   * m < sqrt(2)}; {@code ln m = 2 (s + s^3 / 3 + s^5 / 5 + ...)} with {@code s = (m - 1) / (m +
   * 1)}, so that {@code s^2 < 0.03}. The terms after {@code s^21 / 21} are below 2^-53 of the sum.
   */
  static void radii(double[] values, int at, int n) {
    for (int i = at; i < at + n; i += DOUBLES.length()) {
      DoubleVector x = DoubleVector.fromArray(DOUBLES, values, i);
      LongVector bits = x.reinterpretAsLongs().add(ONE_BITS - SQRT_HALF_BITS);
      DoubleVector m = bits.and(FRACTION).add(SQRT_HALF_BITS).reinterpretAsDoubles();
      DoubleVector e =
          bits.lanewise(VectorOperators.LSHR, FRACTION_BITS)
              .or(TWO_52_BITS)
              .reinterpretAsDoubles()
              .sub(TWO_52 + Double.MAX_EXPONENT);
      DoubleVector s = m.sub(1).div(m.add(1));
      DoubleVector z = s.mul(s);
      DoubleVector series =
          z.fma(
                  DoubleVector.broadcast(DOUBLES, 1.0 / 21),
                  DoubleVector.broadcast(DOUBLES, 1.0 / 19))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1.0 / 17))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1.0 / 15))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1.0 / 13))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1.0 / 11))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1.0 / 9))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1.0 / 7))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1.0 / 5))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1.0 / 3));
      DoubleVector twice = s.add(s);
      DoubleVector log = e.mul(LN_2).add(series.mul(z).mul(twice).add(twice));
      log.mul(-2).sqrt().intoArray(values, i);
    }
  }

  /**
   * {@code radius cos(2 pi x)} in place of n radii and {@code radius sin(2 pi x)} in place of n
   * turns x. Let q be the nearest number of quarter turns and a the remaining angle, {@code |a| <=
   * pi / 4}. Up to signs, the cosine and sine of the whole angle are cos a and sin a, exchanged if
   * q is odd.
   */
  static void circle(double[] values, int radiusAt, int turnAt, int n) {
    for (int i = 0; i < n; i += DOUBLES.length()) {
      DoubleVector radius = DoubleVector.fromArray(DOUBLES, values, radiusAt + i);
      DoubleVector x = DoubleVector.fromArray(DOUBLES, values, turnAt + i);
      DoubleVector q = x.mul(4).add(ROUNDER).sub(ROUNDER);
      DoubleVector a = x.sub(q.mul(0.25)).mul(2 * Math.PI);
      DoubleVector z = a.mul(a);
      DoubleVector sine =
          z.fma(DoubleVector.broadcast(DOUBLES, S15), DoubleVector.broadcast(DOUBLES, S13))
              .fma(z, DoubleVector.broadcast(DOUBLES, S11))
              .fma(z, DoubleVector.broadcast(DOUBLES, S9))
              .fma(z, DoubleVector.broadcast(DOUBLES, S7))
              .fma(z, DoubleVector.broadcast(DOUBLES, S5))
              .fma(z, DoubleVector.broadcast(DOUBLES, S3))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1))
              .mul(a);
      DoubleVector cosine =
          z.fma(DoubleVector.broadcast(DOUBLES, C16), DoubleVector.broadcast(DOUBLES, C14))
              .fma(z, DoubleVector.broadcast(DOUBLES, C12))
              .fma(z, DoubleVector.broadcast(DOUBLES, C10))
              .fma(z, DoubleVector.broadcast(DOUBLES, C8))
              .fma(z, DoubleVector.broadcast(DOUBLES, C6))
              .fma(z, DoubleVector.broadcast(DOUBLES, C4))
              .fma(z, DoubleVector.broadcast(DOUBLES, C2))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1));
      // 1 or 0 for q = 0 .. 4, by arithmetic, because some machines have no masks for short
      // vectors.
      DoubleVector even = q.sub(2).abs().sub(1);
      even = even.mul(even);
      DoubleVector odd = even.neg().add(1);
      DoubleVector left = q.sub(1.5).abs().neg().add(1.5).max(0);
      DoubleVector below = q.sub(2.5).abs().neg().add(1.5).max(0);
      DoubleVector across = cosine.mul(even).add(sine.mul(odd)).mul(left.mul(-2).add(1));
      DoubleVector up = sine.mul(even).add(cosine.mul(odd)).mul(below.mul(-2).add(1));
      across.mul(radius).intoArray(values, radiusAt + i);
      up.mul(radius).intoArray(values, turnAt + i);
    }
  }
}
