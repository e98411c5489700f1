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
 * <p>Below the last row a tile computes the last row again, and the caller drops it; the panel is
 * padded. So every tile runs the same code. The sums go to {@link #sums} and not straight to the
 * result because what follows them (beta, bias, activation, cut columns) would not fit beside 24
 * live registers; that memory is in the first-level cache.
 */
final class VectorApiTiles {
  /** Rows of a tile. */
  static final int ROWS = 6;

  private static final int MOST_VECTORS = LANES >= 16 ? 4 : 2;
  private static final int WIDTH1 = LANES;
  private static final int WIDTH2 = 2 * LANES;
  private static final int WIDTH4 = 4 * LANES;

  /** The tile's sums, row-major, as wide as the panel. */
  final float[] sums = new float[ROWS * WIDTH4];

  /** The widest panel that is not mostly padding. */
  static int panelWidth(int columnsLeft) {
    if (columnsLeft >= WIDTH4 && MOST_VECTORS == 4) {
      return WIDTH4;
    }
    return columnsLeft > WIDTH1 ? WIDTH2 : WIDTH1;
  }

  /** Rows {@code row ..} of the left factor times the panel. */
  void multiply(PanelProduct call, int row) {
    if (call.panelWidth == WIDTH4) {
      multiply4(call, row);
    } else if (call.panelWidth == WIDTH2) {
      multiply2(call, row);
    } else {
      multiply1(call, row);
    }
  }

  private void multiply4(PanelProduct call, int row) {
    float[] a = call.a;
    float[] b = call.panel;
    int stride = call.aInnerStride;
    int from = call.panelOffset;
    int a0 = call.aOffset + row * call.aRowStride;
    int a1 = a0 + step(call, row, 1);
    int a2 = a0 + step(call, row, 2);
    int a3 = a0 + step(call, row, 3);
    int a4 = a0 + step(call, row, 4);
    int a5 = a0 + step(call, row, 5);
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
    c00.intoArray(sums, 0);
    c01.intoArray(sums, LANES);
    c02.intoArray(sums, 2 * LANES);
    c03.intoArray(sums, 3 * LANES);
    c10.intoArray(sums, 4 * LANES);
    c11.intoArray(sums, 5 * LANES);
    c12.intoArray(sums, 6 * LANES);
    c13.intoArray(sums, 7 * LANES);
    c20.intoArray(sums, 8 * LANES);
    c21.intoArray(sums, 9 * LANES);
    c22.intoArray(sums, 10 * LANES);
    c23.intoArray(sums, 11 * LANES);
    c30.intoArray(sums, 12 * LANES);
    c31.intoArray(sums, 13 * LANES);
    c32.intoArray(sums, 14 * LANES);
    c33.intoArray(sums, 15 * LANES);
    c40.intoArray(sums, 16 * LANES);
    c41.intoArray(sums, 17 * LANES);
    c42.intoArray(sums, 18 * LANES);
    c43.intoArray(sums, 19 * LANES);
    c50.intoArray(sums, 20 * LANES);
    c51.intoArray(sums, 21 * LANES);
    c52.intoArray(sums, 22 * LANES);
    c53.intoArray(sums, 23 * LANES);
  }

  private void multiply2(PanelProduct call, int row) {
    float[] a = call.a;
    float[] b = call.panel;
    int stride = call.aInnerStride;
    int from = call.panelOffset;
    int a0 = call.aOffset + row * call.aRowStride;
    int a1 = a0 + step(call, row, 1);
    int a2 = a0 + step(call, row, 2);
    int a3 = a0 + step(call, row, 3);
    int a4 = a0 + step(call, row, 4);
    int a5 = a0 + step(call, row, 5);
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
    c00.intoArray(sums, 0);
    c01.intoArray(sums, LANES);
    c10.intoArray(sums, 2 * LANES);
    c11.intoArray(sums, 3 * LANES);
    c20.intoArray(sums, 4 * LANES);
    c21.intoArray(sums, 5 * LANES);
    c30.intoArray(sums, 6 * LANES);
    c31.intoArray(sums, 7 * LANES);
    c40.intoArray(sums, 8 * LANES);
    c41.intoArray(sums, 9 * LANES);
    c50.intoArray(sums, 10 * LANES);
    c51.intoArray(sums, 11 * LANES);
  }

  private void multiply1(PanelProduct call, int row) {
    float[] a = call.a;
    float[] b = call.panel;
    int stride = call.aInnerStride;
    int from = call.panelOffset;
    int a0 = call.aOffset + row * call.aRowStride;
    int a1 = a0 + step(call, row, 1);
    int a2 = a0 + step(call, row, 2);
    int a3 = a0 + step(call, row, 3);
    int a4 = a0 + step(call, row, 4);
    int a5 = a0 + step(call, row, 5);
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
    c00.intoArray(sums, 0);
    c10.intoArray(sums, LANES);
    c20.intoArray(sums, 2 * LANES);
    c30.intoArray(sums, 3 * LANES);
    c40.intoArray(sums, 4 * LANES);
    c50.intoArray(sums, 5 * LANES);
  }

  /** How far the left factor's row {@code row + down}, or its last one, is from row {@code row}. */
  static int step(PanelProduct call, int row, int down) {
    return Math.min(down, call.rows - 1 - row) * call.aRowStride;
  }
}
