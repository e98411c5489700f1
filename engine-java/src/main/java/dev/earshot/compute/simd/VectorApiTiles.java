package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The micro-kernel of the dense products: sums of 6 rows by 4, 3, 2 or 1 vectors that stay in
 * registers during the loop over one panel.
 *
 * <p>A step over the inner dimension loads V vectors of the panel and 6 broadcast elements of the
 * left factor for 6 V multiply-adds. With 32 registers of 512 bits, 6 x 4 uses 24 for sums, 4 for
 * the panel and the rest for elements. It does 10 loads for 24 multiply-adds; a core can do equally
 * many of both. Its 24 independent sums are three times the 8 that hide the latency of 4 cycles.
 * Six rows fit 53 = 9 x 6 - 1 and 71 = 12 x 6 - 1. On one Zen 5 core it was measured against 12 x
 * 2, 8 x 3, 5 x 4 and 4 x 4, and was the fastest or within noise of the fastest. With 256 bits
 * there may be only 16 registers: 6 x 2 uses 12 for sums, 2 for the panel and the rest for
 * elements. The narrower tiles compute the last columns.
 *
 * <p>A tile that reaches beyond the last row computes the last row again and stores it to the same
 * place. If the columns are not a whole number of vectors, the last vector ends with the last
 * column and computes some columns of the previous vector again. So every tile runs the same code.
 * The sums start from the values that the call gives (zeros, a bias, the old values), and the
 * results are at least the call's {@code least}. This costs a load and a comparison for each vector
 * of a tile. A second pass over memory after the tile would cost several times as much. Only if
 * there are fewer columns than a vector has lanes, the sums go to a scratch buffer first.
 */
final class VectorApiTiles {
  /** Rows of a tile. */
  static final int ROWS = 6;

  private static final int MOST_VECTORS = LANES >= 16 ? 4 : 2;
  private static final int WIDTH2 = 2 * LANES;
  private static final int WIDTH3 = 3 * LANES;
  private static final int WIDTH4 = 4 * LANES;

  /**
   * The columns of a panel: as many whole vectors as the columns left need, up to the widest tile.
   */
  static final PanelLayout LAYOUT = new PanelLayout(LANES, MOST_VECTORS);

  /** The largest number of columns of a panel. */
  static final int WIDEST = MOST_VECTORS * LANES;

  private VectorApiTiles() {}

  /** Multiplies the left factor's rows {@code row ..} with the panel, into the call's sums. */
  static void multiply(PanelProduct call, int row) {
    if (call.panelWidth == WIDTH4) {
      multiply4(call, row);
    } else if (call.panelWidth == WIDTH3) {
      multiply3(call, row);
    } else if (call.panelWidth == WIDTH2) {
      VectorApiNarrowTiles.multiply2(call, row);
    } else {
      VectorApiNarrowTiles.multiply1(call, row);
    }
  }

  private static void multiply4(PanelProduct call, int row) {
    float[] a = call.a;
    float[] b = call.panel;
    int bStride = call.panelStride;
    int tail = call.tail;
    int stride = call.aInnerStride;
    int from = call.panelOffset;
    int last = call.rows - 1 - row;
    int aStride = call.aRowStride;
    int a0 = call.aOffset + row * aStride;
    int a1 = a0 + Math.min(1, last) * aStride;
    int a2 = a0 + Math.min(2, last) * aStride;
    int a3 = a0 + Math.min(3, last) * aStride;
    int a4 = a0 + Math.min(4, last) * aStride;
    int a5 = a0 + Math.min(5, last) * aStride;
    float[] start = call.start;
    int z0 = call.startOffset;
    int z1 = z0 + Math.min(1, last) * call.startStride;
    int z2 = z0 + Math.min(2, last) * call.startStride;
    int z3 = z0 + Math.min(3, last) * call.startStride;
    int z4 = z0 + Math.min(4, last) * call.startStride;
    int z5 = z0 + Math.min(5, last) * call.startStride;
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, z0);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, z0 + LANES);
    FloatVector c02 = FloatVector.fromArray(SPECIES, start, z0 + 2 * LANES);
    FloatVector c03 = FloatVector.fromArray(SPECIES, start, z0 + tail);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, z1);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, z1 + LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, start, z1 + 2 * LANES);
    FloatVector c13 = FloatVector.fromArray(SPECIES, start, z1 + tail);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, z2);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, z2 + LANES);
    FloatVector c22 = FloatVector.fromArray(SPECIES, start, z2 + 2 * LANES);
    FloatVector c23 = FloatVector.fromArray(SPECIES, start, z2 + tail);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, z3);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, z3 + LANES);
    FloatVector c32 = FloatVector.fromArray(SPECIES, start, z3 + 2 * LANES);
    FloatVector c33 = FloatVector.fromArray(SPECIES, start, z3 + tail);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, z4);
    FloatVector c41 = FloatVector.fromArray(SPECIES, start, z4 + LANES);
    FloatVector c42 = FloatVector.fromArray(SPECIES, start, z4 + 2 * LANES);
    FloatVector c43 = FloatVector.fromArray(SPECIES, start, z4 + tail);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, z5);
    FloatVector c51 = FloatVector.fromArray(SPECIES, start, z5 + LANES);
    FloatVector c52 = FloatVector.fromArray(SPECIES, start, z5 + 2 * LANES);
    FloatVector c53 = FloatVector.fromArray(SPECIES, start, z5 + tail);
    for (int t = 0; t < call.inner; t++) {
      int at = t * stride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + t * bStride);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, from + t * bStride + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, from + t * bStride + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, from + t * bStride + tail);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      c02 = x0.fma(b2, c02);
      c03 = x0.fma(b3, c03);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + at]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      c12 = x1.fma(b2, c12);
      c13 = x1.fma(b3, c13);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + at]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      c22 = x2.fma(b2, c22);
      c23 = x2.fma(b3, c23);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + at]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      c32 = x3.fma(b2, c32);
      c33 = x3.fma(b3, c33);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + at]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      c42 = x4.fma(b2, c42);
      c43 = x4.fma(b3, c43);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + at]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      c52 = x5.fma(b2, c52);
      c53 = x5.fma(b3, c53);
    }
    float least = call.least;
    float[] sums = call.sums;
    int sumsStride = call.sumsStride;
    int s0 = call.sumsOffset;
    c00.blend(least, c00.compare(VectorOperators.LT, least)).intoArray(sums, s0);
    c01.blend(least, c01.compare(VectorOperators.LT, least)).intoArray(sums, s0 + LANES);
    c02.blend(least, c02.compare(VectorOperators.LT, least)).intoArray(sums, s0 + 2 * LANES);
    c03.blend(least, c03.compare(VectorOperators.LT, least)).intoArray(sums, s0 + tail);
    int s1 = s0 + Math.min(1, last) * sumsStride;
    c10.blend(least, c10.compare(VectorOperators.LT, least)).intoArray(sums, s1);
    c11.blend(least, c11.compare(VectorOperators.LT, least)).intoArray(sums, s1 + LANES);
    c12.blend(least, c12.compare(VectorOperators.LT, least)).intoArray(sums, s1 + 2 * LANES);
    c13.blend(least, c13.compare(VectorOperators.LT, least)).intoArray(sums, s1 + tail);
    int s2 = s0 + Math.min(2, last) * sumsStride;
    c20.blend(least, c20.compare(VectorOperators.LT, least)).intoArray(sums, s2);
    c21.blend(least, c21.compare(VectorOperators.LT, least)).intoArray(sums, s2 + LANES);
    c22.blend(least, c22.compare(VectorOperators.LT, least)).intoArray(sums, s2 + 2 * LANES);
    c23.blend(least, c23.compare(VectorOperators.LT, least)).intoArray(sums, s2 + tail);
    int s3 = s0 + Math.min(3, last) * sumsStride;
    c30.blend(least, c30.compare(VectorOperators.LT, least)).intoArray(sums, s3);
    c31.blend(least, c31.compare(VectorOperators.LT, least)).intoArray(sums, s3 + LANES);
    c32.blend(least, c32.compare(VectorOperators.LT, least)).intoArray(sums, s3 + 2 * LANES);
    c33.blend(least, c33.compare(VectorOperators.LT, least)).intoArray(sums, s3 + tail);
    int s4 = s0 + Math.min(4, last) * sumsStride;
    c40.blend(least, c40.compare(VectorOperators.LT, least)).intoArray(sums, s4);
    c41.blend(least, c41.compare(VectorOperators.LT, least)).intoArray(sums, s4 + LANES);
    c42.blend(least, c42.compare(VectorOperators.LT, least)).intoArray(sums, s4 + 2 * LANES);
    c43.blend(least, c43.compare(VectorOperators.LT, least)).intoArray(sums, s4 + tail);
    int s5 = s0 + Math.min(5, last) * sumsStride;
    c50.blend(least, c50.compare(VectorOperators.LT, least)).intoArray(sums, s5);
    c51.blend(least, c51.compare(VectorOperators.LT, least)).intoArray(sums, s5 + LANES);
    c52.blend(least, c52.compare(VectorOperators.LT, least)).intoArray(sums, s5 + 2 * LANES);
    c53.blend(least, c53.compare(VectorOperators.LT, least)).intoArray(sums, s5 + tail);
  }

  private static void multiply3(PanelProduct call, int row) {
    float[] a = call.a;
    float[] b = call.panel;
    int bStride = call.panelStride;
    int tail = call.tail;
    int stride = call.aInnerStride;
    int from = call.panelOffset;
    int last = call.rows - 1 - row;
    int aStride = call.aRowStride;
    int a0 = call.aOffset + row * aStride;
    int a1 = a0 + Math.min(1, last) * aStride;
    int a2 = a0 + Math.min(2, last) * aStride;
    int a3 = a0 + Math.min(3, last) * aStride;
    int a4 = a0 + Math.min(4, last) * aStride;
    int a5 = a0 + Math.min(5, last) * aStride;
    float[] start = call.start;
    int z0 = call.startOffset;
    int z1 = z0 + Math.min(1, last) * call.startStride;
    int z2 = z0 + Math.min(2, last) * call.startStride;
    int z3 = z0 + Math.min(3, last) * call.startStride;
    int z4 = z0 + Math.min(4, last) * call.startStride;
    int z5 = z0 + Math.min(5, last) * call.startStride;
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, z0);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, z0 + LANES);
    FloatVector c02 = FloatVector.fromArray(SPECIES, start, z0 + tail);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, z1);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, z1 + LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, start, z1 + tail);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, z2);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, z2 + LANES);
    FloatVector c22 = FloatVector.fromArray(SPECIES, start, z2 + tail);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, z3);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, z3 + LANES);
    FloatVector c32 = FloatVector.fromArray(SPECIES, start, z3 + tail);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, z4);
    FloatVector c41 = FloatVector.fromArray(SPECIES, start, z4 + LANES);
    FloatVector c42 = FloatVector.fromArray(SPECIES, start, z4 + tail);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, z5);
    FloatVector c51 = FloatVector.fromArray(SPECIES, start, z5 + LANES);
    FloatVector c52 = FloatVector.fromArray(SPECIES, start, z5 + tail);
    for (int t = 0; t < call.inner; t++) {
      int at = t * stride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + t * bStride);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, from + t * bStride + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, from + t * bStride + tail);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      c02 = x0.fma(b2, c02);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + at]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      c12 = x1.fma(b2, c12);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + at]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      c22 = x2.fma(b2, c22);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + at]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      c32 = x3.fma(b2, c32);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + at]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      c42 = x4.fma(b2, c42);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + at]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      c52 = x5.fma(b2, c52);
    }
    float least = call.least;
    float[] sums = call.sums;
    int sumsStride = call.sumsStride;
    int s0 = call.sumsOffset;
    c00.blend(least, c00.compare(VectorOperators.LT, least)).intoArray(sums, s0);
    c01.blend(least, c01.compare(VectorOperators.LT, least)).intoArray(sums, s0 + LANES);
    c02.blend(least, c02.compare(VectorOperators.LT, least)).intoArray(sums, s0 + tail);
    int s1 = s0 + Math.min(1, last) * sumsStride;
    c10.blend(least, c10.compare(VectorOperators.LT, least)).intoArray(sums, s1);
    c11.blend(least, c11.compare(VectorOperators.LT, least)).intoArray(sums, s1 + LANES);
    c12.blend(least, c12.compare(VectorOperators.LT, least)).intoArray(sums, s1 + tail);
    int s2 = s0 + Math.min(2, last) * sumsStride;
    c20.blend(least, c20.compare(VectorOperators.LT, least)).intoArray(sums, s2);
    c21.blend(least, c21.compare(VectorOperators.LT, least)).intoArray(sums, s2 + LANES);
    c22.blend(least, c22.compare(VectorOperators.LT, least)).intoArray(sums, s2 + tail);
    int s3 = s0 + Math.min(3, last) * sumsStride;
    c30.blend(least, c30.compare(VectorOperators.LT, least)).intoArray(sums, s3);
    c31.blend(least, c31.compare(VectorOperators.LT, least)).intoArray(sums, s3 + LANES);
    c32.blend(least, c32.compare(VectorOperators.LT, least)).intoArray(sums, s3 + tail);
    int s4 = s0 + Math.min(4, last) * sumsStride;
    c40.blend(least, c40.compare(VectorOperators.LT, least)).intoArray(sums, s4);
    c41.blend(least, c41.compare(VectorOperators.LT, least)).intoArray(sums, s4 + LANES);
    c42.blend(least, c42.compare(VectorOperators.LT, least)).intoArray(sums, s4 + tail);
    int s5 = s0 + Math.min(5, last) * sumsStride;
    c50.blend(least, c50.compare(VectorOperators.LT, least)).intoArray(sums, s5);
    c51.blend(least, c51.compare(VectorOperators.LT, least)).intoArray(sums, s5 + LANES);
    c52.blend(least, c52.compare(VectorOperators.LT, least)).intoArray(sums, s5 + tail);
  }
}
