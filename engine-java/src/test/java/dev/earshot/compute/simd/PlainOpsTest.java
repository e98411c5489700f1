package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.earshot.compute.AdamSettings;
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

  /** Arrays that begin at different elements give what they give side by side. */
  @Test
  void adam() {
    int n = 21;
    var factors = new AdamFactors();
    factors.set(AdamSettings.of(0.1, 0.01), 3);
    float[][] aligned = new float[4][n];
    float[][] shifted = new float[4][];
    for (int k = 0; k < 4; k++) {
      for (int i = 0; i < n; i++) {
        aligned[k][i] = (i * 37 % 11 + k) / 8f;
      }
      shifted[k] = new float[n + k + 1];
      System.arraycopy(aligned[k], 0, shifted[k], k, n);
    }
    var ops = new PlainOps("a test");
    ops.adam(factors, shifted[0], 0, shifted[1], 1, shifted[2], 2, shifted[3], 3, n);
    ops.adam(factors, aligned[0], 0, aligned[1], 0, aligned[2], 0, aligned[3], 0, n);
    for (int k = 0; k < 4; k++) {
      float[] moved = new float[n + k + 1];
      System.arraycopy(aligned[k], 0, moved, k, n);
      assertArrayEquals(bits(moved), bits(shifted[k]));
    }
  }
}
