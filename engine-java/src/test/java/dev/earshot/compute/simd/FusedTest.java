package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FusedTest {
  private static final float[] SPECIAL = {
    0,
    -0f,
    1,
    -1,
    Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    Float.NaN,
    0x1.000002p0f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    0x1p-75f,
    -0x1p-75f,
    0x1.fffffep-63f
  };

  /** In double it has the bits of Java's own, at all magnitudes and where sums cancel. */
  @Test
  void inDoubleAsInHardware() {
    for (float a : SPECIAL) {
      for (float b : SPECIAL) {
        for (float c : SPECIAL) {
          same(a, b, c);
        }
      }
    }
    Random random = new Random(3);
    for (int i = 0; i < 2_000_000; i++) {
      float a = Float.intBitsToFloat(random.nextInt());
      float b = Float.intBitsToFloat(random.nextInt());
      same(a, b, Float.intBitsToFloat(random.nextInt()));
      // A c that nearly cancels the product, and one just above half of its last place.
      same(a, b, -a * b);
      same(a, b, a * b * 0x1p-24f);
    }
  }

  private static void same(float a, float b, float c) {
    assertEquals(
        Float.floatToIntBits(Math.fma(a, b, c)),
        Float.floatToIntBits(Fused.inDouble(a, b, c)),
        () -> "%s * %s + %s".formatted(a, b, c));
  }
}
