package dev.earshot.compute.simd;

/**
 * Fused multiply-add: {@code a b + c} with one rounding. Java's own is one instruction where the
 * processor has it; elsewhere Java computes in decimal numbers, a thousand times slower, and this
 * class in double.
 */
final class Fused {
  /** Whether the processor has the instruction. */
  static final boolean HARDWARE = isFast();

  /** Where the processor has no such instruction, a call takes more than this many nanoseconds. */
  private static final long SLOW = 1000;

  private static final int CALLS = 32;
  private static final int TRIES = 5;

  private Fused() {}

  /** {@code a b + c}, rounded once. */
  static float multiplyAdd(float a, float b, float c) {
    return HARDWARE ? Math.fma(a, b, c) : inDouble(a, b, c);
  }

  /**
   * The product is exact in double. The sum is rounded to the odd one of its two neighbours: the
   * second rounding then goes the way that a single one would (Boldo, Melquiond: "Emulation of a
   * FMA and correctly rounded sums", IEEE Transactions on Computers 2008).
   */
  static float inDouble(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    double added = sum - product;
    double lost = (product - (sum - added)) + (c - added);
    long bits = Double.doubleToRawLongBits(sum);
    if (lost != 0 && Double.isFinite(sum) && (bits & 1) == 0) {
      sum = Double.longBitsToDouble(lost > 0 == sum > 0 ? bits + 1 : bits - 1);
    }
    return (float) sum;
  }

  /** A wrong answer, on a machine that stands still just now, costs time and changes no result. */
  private static boolean isFast() {
    long best = Long.MAX_VALUE;
    float x = 1.1f;
    for (int i = 0; i < TRIES; i++) {
      long begin = System.nanoTime();
      for (int j = 0; j < CALLS; j++) {
        x = Math.fma(x, 0.9f, 0.1f);
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    return x > 0 && best < CALLS * SLOW;
  }
}
