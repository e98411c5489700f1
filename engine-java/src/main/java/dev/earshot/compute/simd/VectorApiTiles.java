package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of the dense products: sums of 6 rows by 4, 2 or 1 vectors that stay in
 * registers while one panel passes by.
 *
 * <p>A step over the inner dimension loads V vectors of the panel and 6 broadcast elements of the
 * left factor for 6 V multiply-adds. With 32 registers of 512 bits, 6 x 4 uses 24 for sums, 4 for
 * the panel and the rest for elements: 10 loads for 24 multiply-adds, where a core can do as many
 * loads as multiply-adds, and three times the 8 independent sums that hide the latency of 4 cycles.
 * Six rows fit 53 = 9 x 6 - 1 and 71 = 12 x 6 - 1. Measured on one Zen 5 core against 12 x 2, 8 x
 * 3, 5 x 4 and 4 x 4 it was the fastest or within noise of it. With 256 bits there may be only 16
 * registers: 6 x 2 uses 12, 2 and the rest. The narrower tiles serve the last columns.
 *
 * <p>Below the last row a tile computes the last row again and stores it there again; the panel is
 * padded. So every tile runs the same code. The sums are stored bare, in place or aside, and what
 * follows them (beta, bias, activation, cut columns) is a second look at memory that is in the
 * first-level cache: it would not fit beside 24 live registers.
 */
final class VectorApiTiles {
  /** Rows of a tile. */
  static final int ROWS = 6;

  private static final int MOST_VECTORS = LANES >= 16 ? 4 : 2;
  private static final int WIDTH1 = LANES;
  private static final int WIDTH2 = 2 * LANES;
  private static final int WIDTH4 = 4 * LANES;

  /** The most columns of a panel. */
  static final int WIDEST = MOST_VECTORS * LANES;

  private VectorApiTiles() {}

  /** The widest panel that is not mostly padding. */
  static int panelWidth(int columnsLeft) {
    if (columnsLeft >= WIDTH4 && MOST_VECTORS == 4) {
      return WIDTH4;
    }
    return columnsLeft > WIDTH1 ? WIDTH2 : WIDTH1;
  }

  /** Rows {@code row ..} of the left factor times the panel, to the call's sums. */
  static void multiply(PanelProduct call, int row) {
    if (call.panelWidth == WIDTH4) {
      multiply4(call, row);
    } else if (call.panelWidth == WIDTH2) {
      multiply2(call, row);
    } else {
      multiply1(call, row);
    }
  }

  private static void multiply4(PanelProduct call, int row) {
    float[] a = call.a;
    float[] b = call.panel;
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
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c03 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c13 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c23 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c32 = FloatVector.zero(SPECIES);
    FloatVector c33 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c42 = FloatVector.zero(SPECIES);
    FloatVector c43 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c52 = FloatVector.zero(SPECIES);
    FloatVector c53 = FloatVector.zero(SPECIES);
    for (int t = 0; t < call.inner; t++) {
      int at = t * stride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + t * WIDTH4);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, from + t * WIDTH4 + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, from + t * WIDTH4 + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, from + t * WIDTH4 + 3 * LANES);
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
    float[] sums = call.sums;
    int sumsStride = call.sumsStride;
    int s0 = call.sumsOffset;
    c00.intoArray(sums, s0);
    c01.intoArray(sums, s0 + LANES);
    c02.intoArray(sums, s0 + 2 * LANES);
    c03.intoArray(sums, s0 + 3 * LANES);
    int s1 = s0 + Math.min(1, last) * sumsStride;
    c10.intoArray(sums, s1);
    c11.intoArray(sums, s1 + LANES);
    c12.intoArray(sums, s1 + 2 * LANES);
    c13.intoArray(sums, s1 + 3 * LANES);
    int s2 = s0 + Math.min(2, last) * sumsStride;
    c20.intoArray(sums, s2);
    c21.intoArray(sums, s2 + LANES);
    c22.intoArray(sums, s2 + 2 * LANES);
    c23.intoArray(sums, s2 + 3 * LANES);
    int s3 = s0 + Math.min(3, last) * sumsStride;
    c30.intoArray(sums, s3);
    c31.intoArray(sums, s3 + LANES);
    c32.intoArray(sums, s3 + 2 * LANES);
    c33.intoArray(sums, s3 + 3 * LANES);
    int s4 = s0 + Math.min(4, last) * sumsStride;
    c40.intoArray(sums, s4);
    c41.intoArray(sums, s4 + LANES);
    c42.intoArray(sums, s4 + 2 * LANES);
    c43.intoArray(sums, s4 + 3 * LANES);
    int s5 = s0 + Math.min(5, last) * sumsStride;
    c50.intoArray(sums, s5);
    c51.intoArray(sums, s5 + LANES);
    c52.intoArray(sums, s5 + 2 * LANES);
    c53.intoArray(sums, s5 + 3 * LANES);
  }

  private static void multiply2(PanelProduct call, int row) {
    float[] a = call.a;
    float[] b = call.panel;
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
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    for (int t = 0; t < call.inner; t++) {
      int at = t * stride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + t * WIDTH2);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, from + t * WIDTH2 + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + at]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + at]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + at]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + at]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + at]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
    }
    float[] sums = call.sums;
    int sumsStride = call.sumsStride;
    int s0 = call.sumsOffset;
    c00.intoArray(sums, s0);
    c01.intoArray(sums, s0 + LANES);
    int s1 = s0 + Math.min(1, last) * sumsStride;
    c10.intoArray(sums, s1);
    c11.intoArray(sums, s1 + LANES);
    int s2 = s0 + Math.min(2, last) * sumsStride;
    c20.intoArray(sums, s2);
    c21.intoArray(sums, s2 + LANES);
    int s3 = s0 + Math.min(3, last) * sumsStride;
    c30.intoArray(sums, s3);
    c31.intoArray(sums, s3 + LANES);
    int s4 = s0 + Math.min(4, last) * sumsStride;
    c40.intoArray(sums, s4);
    c41.intoArray(sums, s4 + LANES);
    int s5 = s0 + Math.min(5, last) * sumsStride;
    c50.intoArray(sums, s5);
    c51.intoArray(sums, s5 + LANES);
  }

  private static void multiply1(PanelProduct call, int row) {
    float[] a = call.a;
    float[] b = call.panel;
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
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    for (int t = 0; t < call.inner; t++) {
      int at = t * stride;
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from + t * WIDTH1);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      c00 = x0.fma(b0, c00);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + at]);
      c10 = x1.fma(b0, c10);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + at]);
      c20 = x2.fma(b0, c20);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + at]);
      c30 = x3.fma(b0, c30);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + at]);
      c40 = x4.fma(b0, c40);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + at]);
      c50 = x5.fma(b0, c50);
    }
    float[] sums = call.sums;
    int sumsStride = call.sumsStride;
    int s0 = call.sumsOffset;
    c00.intoArray(sums, s0);
    int s1 = s0 + Math.min(1, last) * sumsStride;
    c10.intoArray(sums, s1);
    int s2 = s0 + Math.min(2, last) * sumsStride;
    c20.intoArray(sums, s2);
    int s3 = s0 + Math.min(3, last) * sumsStride;
    c30.intoArray(sums, s3);
    int s4 = s0 + Math.min(4, last) * sumsStride;
    c40.intoArray(sums, s4);
    int s5 = s0 + Math.min(5, last) * sumsStride;
    c50.intoArray(sums, s5);
  }
}
