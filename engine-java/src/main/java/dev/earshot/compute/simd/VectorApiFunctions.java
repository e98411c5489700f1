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
  private VectorApiFunctions() {}

  /** {@link NormalNumbers#radius} of n numbers, in place. */
  static void radii(double[] values, int at, int n) {
    for (int i = at; i < at + n; i += DOUBLES.length()) {
      DoubleVector x = DoubleVector.fromArray(DOUBLES, values, i);
      LongVector bits =
          x.reinterpretAsLongs().add(NormalNumbers.ONE_BITS - NormalNumbers.SQRT_HALF_BITS);
      DoubleVector m =
          bits.and(NormalNumbers.FRACTION).add(NormalNumbers.SQRT_HALF_BITS).reinterpretAsDoubles();
      DoubleVector e =
          bits.lanewise(VectorOperators.LSHR, NormalNumbers.FRACTION_BITS)
              .or(NormalNumbers.TWO_52_BITS)
              .reinterpretAsDoubles()
              .sub(NormalNumbers.TWO_52 + Double.MAX_EXPONENT);
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
      DoubleVector log = e.mul(NormalNumbers.LN_2).add(series.mul(z).mul(twice).add(twice));
      log.mul(-2).sqrt().intoArray(values, i);
    }
  }

  /**
   * {@code radius cos(2 pi x)} in place of n radii and {@code radius sin(2 pi x)} in place of n
   * turns x. See {@link NormalNumbers#circle}.
   */
  static void circle(double[] values, int radiusAt, int turnAt, int n) {
    for (int i = 0; i < n; i += DOUBLES.length()) {
      DoubleVector radius = DoubleVector.fromArray(DOUBLES, values, radiusAt + i);
      DoubleVector x = DoubleVector.fromArray(DOUBLES, values, turnAt + i);
      DoubleVector q = x.mul(4).add(NormalNumbers.ROUNDER).sub(NormalNumbers.ROUNDER);
      DoubleVector a = x.sub(q.mul(0.25)).mul(2 * Math.PI);
      DoubleVector z = a.mul(a);
      DoubleVector sine =
          z.fma(
                  DoubleVector.broadcast(DOUBLES, NormalNumbers.S15),
                  DoubleVector.broadcast(DOUBLES, NormalNumbers.S13))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.S11))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.S9))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.S7))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.S5))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.S3))
              .fma(z, DoubleVector.broadcast(DOUBLES, 1))
              .mul(a);
      DoubleVector cosine =
          z.fma(
                  DoubleVector.broadcast(DOUBLES, NormalNumbers.C16),
                  DoubleVector.broadcast(DOUBLES, NormalNumbers.C14))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.C12))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.C10))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.C8))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.C6))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.C4))
              .fma(z, DoubleVector.broadcast(DOUBLES, NormalNumbers.C2))
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
