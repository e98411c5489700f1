package dev.earshot.compute.simd;

/**
 * Floats as whole numbers of the same order. The larger one of two floats takes several
 * instructions one after the other, that of two whole numbers takes one. -0 is less than 0, as for
 * {@link Math#max(float, float)}. What is not a number is the largest or the least.
 */
final class FloatOrder {
  private FloatOrder() {}

  static int key(float number) {
    return swap(Float.floatToRawIntBits(number));
  }

  /** The inverse of {@link #key}. */
  static float number(int key) {
    return Float.intBitsToFloat(swap(key));
  }

  /** Of a negative number, all bits but the sign change. */
  private static int swap(int bits) {
    return bits ^ bits >> Integer.SIZE - 1 & Integer.MAX_VALUE;
  }
}
