package dev.earshot.compute.simd;

/**
 * The exponential function in float: {@code exp(x) = 2^n exp(r)} where n is the integer nearest to
 * x / ln 2, so that {@code |r| <= ln 2 / 2}. exp(r) is its Taylor polynomial of degree 7, whose
 * remainder is below 2^-27 in this range. Adding {@link #ROUNDER} puts n into the low bits of the
 * sum.
 */
final class FloatExp {
  /** For x below this, exp(x) is not a normal number. */
  static final float LOWEST = -87.33654f;

  static final float LOG2_E = 1.442695f;

  /** 1.5 * 2^23: a float of this size has no fraction bits. */
  static final float ROUNDER = 0x1.8p23f;

  /** The leading bits of ln 2, few enough that the product with n is exact. */
  static final float LN2_HIGH = 0x1.63p-1f;

  /** ln 2 minus {@link #LN2_HIGH}. */
  static final float LN2_LOW = (float) (0.6931471805599453 - LN2_HIGH);

  static final float C2 = 1f / 2;
  static final float C3 = 1f / 6;
  static final float C4 = 1f / 24;
  static final float C5 = 1f / 120;
  static final float C6 = 1f / 720;
  static final float C7 = 1f / 5040;

  private FloatExp() {}

  static float exp(float x) {
    if (x < LOWEST) {
      return 0;
    }
    float rounded = Fused.multiplyAdd(x, LOG2_E, ROUNDER);
    float n = rounded - ROUNDER;
    float r = Fused.multiplyAdd(n, -LN2_LOW, Fused.multiplyAdd(n, -LN2_HIGH, x));
    float tail = Fused.multiplyAdd(C7, r, C6);
    tail = Fused.multiplyAdd(tail, r, C5);
    tail = Fused.multiplyAdd(tail, r, C4);
    tail = Fused.multiplyAdd(tail, r, C3);
    tail = Fused.multiplyAdd(tail, r, C2);
    float y = Fused.multiplyAdd(tail, r * r, r) + 1;
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(y) + (Float.floatToRawIntBits(rounded) << 23));
  }
}
