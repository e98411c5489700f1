package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/**
 * ReLU by bits of whole numbers gives the bits that a comparison gives, for every kind of number.
 */
class PlainOpsTest {
  private static final float[] KINDS = {
    0f,
    -0f,
    1f,
    -1f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.intBitsToFloat(0xFFC00000)
  };

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void limit() {
    float[] expected = KINDS.clone();
    for (int i = 0; i < expected.length; i++) {
      expected[i] = expected[i] < 0 ? 0 : expected[i];
    }
    float[] limited = KINDS.clone();
    PlainOps.limit(limited, 0, limited.length);
    assertArrayEquals(bits(expected), bits(limited));
    float[] unlimited = KINDS.clone();
    PlainOps.limit(unlimited, Float.NEGATIVE_INFINITY, unlimited.length);
    assertArrayEquals(bits(KINDS), bits(unlimited));
  }

  @Test
  void zeroWhereNotPositive() {
    for (float slope : KINDS) {
      float[] expected = new float[KINDS.length];
      float[] g = new float[KINDS.length];
      for (int i = 0; i < g.length; i++) {
        g[i] = slope;
        expected[i] = KINDS[i] <= 0 ? 0 : slope;
      }
      new PlainOps("a test").zeroWhereNotPositive(KINDS, 0, g, 0, g.length);
      assertArrayEquals(bits(expected), bits(g));
    }
  }
}
