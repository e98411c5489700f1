package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Sums of squared differences in tiles, as {@link VectorApiTiles} does for products. Each element
 * takes a subtraction and a multiply-add, so this is at best half as fast. But it keeps float
 * accuracy where |x|^2 + |y|^2 - 2 x y cancels.
 */
final class VectorApiDistances {
  private VectorApiDistances() {}

  /**
   * Computes the distances from the left factor's rows {@code row ..} to the panel's columns, into
   * the call's sums.
   */
  static void squaredDistances(PanelProduct call, int row) {
    int column = 0;
    for (; column <= call.panelWidth - 2 * LANES; column += 2 * LANES) {
      squaredDistances2(call, row, column);
    }
    if (column < call.panelWidth) {
      squaredDistances1(call, row, column);
    }
  }

  private static void squaredDistances2(PanelProduct call, int row, int column) {
    float[] a = call.a;
    float[] b = call.panel;
    int stride = call.aInnerStride;
    int width = call.panelStride;
    int from = call.panelOffset + column;
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
    int at = 0;
    for (int t = 0; t < call.inner; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, from + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      FloatVector d00 = x0.sub(b0);
      c00 = d00.fma(d00, c00);
      FloatVector d01 = x0.sub(b1);
      c01 = d01.fma(d01, c01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + at]);
      FloatVector d10 = x1.sub(b0);
      c10 = d10.fma(d10, c10);
      FloatVector d11 = x1.sub(b1);
      c11 = d11.fma(d11, c11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + at]);
      FloatVector d20 = x2.sub(b0);
      c20 = d20.fma(d20, c20);
      FloatVector d21 = x2.sub(b1);
      c21 = d21.fma(d21, c21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + at]);
      FloatVector d30 = x3.sub(b0);
      c30 = d30.fma(d30, c30);
      FloatVector d31 = x3.sub(b1);
      c31 = d31.fma(d31, c31);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + at]);
      FloatVector d40 = x4.sub(b0);
      c40 = d40.fma(d40, c40);
      FloatVector d41 = x4.sub(b1);
      c41 = d41.fma(d41, c41);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + at]);
      FloatVector d50 = x5.sub(b0);
      c50 = d50.fma(d50, c50);
      FloatVector d51 = x5.sub(b1);
      c51 = d51.fma(d51, c51);
      at += stride;
      from += width;
    }
    float[] sums = call.sums;
    int sumsStride = call.sumsStride;
    int s0 = call.sumsOffset + column;
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

  private static void squaredDistances1(PanelProduct call, int row, int column) {
    float[] a = call.a;
    float[] b = call.panel;
    int stride = call.aInnerStride;
    int width = call.panelStride;
    int from = call.panelOffset + column;
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
    int at = 0;
    for (int t = 0; t < call.inner; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0 + at]);
      FloatVector d00 = x0.sub(b0);
      c00 = d00.fma(d00, c00);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + at]);
      FloatVector d10 = x1.sub(b0);
      c10 = d10.fma(d10, c10);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + at]);
      FloatVector d20 = x2.sub(b0);
      c20 = d20.fma(d20, c20);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + at]);
      FloatVector d30 = x3.sub(b0);
      c30 = d30.fma(d30, c30);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + at]);
      FloatVector d40 = x4.sub(b0);
      c40 = d40.fma(d40, c40);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + at]);
      FloatVector d50 = x5.sub(b0);
      c50 = d50.fma(d50, c50);
      at += stride;
      from += width;
    }
    float[] sums = call.sums;
    int sumsStride = call.sumsStride;
    int s0 = call.sumsOffset + column;
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
