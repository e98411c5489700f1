package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The tiles of {@link VectorApiTiles} for the last columns, and for vectors of 256 bits. */
final class VectorApiNarrowTiles {
  private VectorApiNarrowTiles() {}

  static void multiply2(PanelProduct call, int row) {
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
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, z0 + tail);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, z1);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, z1 + tail);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, z2);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, z2 + tail);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, z3);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, z3 + tail);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, z4);
    FloatVector c41 = FloatVector.fromArray(SPECIES, start, z4 + tail);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, z5);
    FloatVector c51 = FloatVector.fromArray(SPECIES, start, z5 + tail);
    int at = 0;
    for (int t = 0; t < call.inner; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, from + tail);
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
      at += stride;
      from += bStride;
    }
    float least = call.least;
    float[] sums = call.sums;
    int sumsStride = call.sumsStride;
    int s0 = call.sumsOffset;
    c00.blend(least, c00.compare(VectorOperators.LT, least)).intoArray(sums, s0);
    c01.blend(least, c01.compare(VectorOperators.LT, least)).intoArray(sums, s0 + tail);
    int s1 = s0 + Math.min(1, last) * sumsStride;
    c10.blend(least, c10.compare(VectorOperators.LT, least)).intoArray(sums, s1);
    c11.blend(least, c11.compare(VectorOperators.LT, least)).intoArray(sums, s1 + tail);
    int s2 = s0 + Math.min(2, last) * sumsStride;
    c20.blend(least, c20.compare(VectorOperators.LT, least)).intoArray(sums, s2);
    c21.blend(least, c21.compare(VectorOperators.LT, least)).intoArray(sums, s2 + tail);
    int s3 = s0 + Math.min(3, last) * sumsStride;
    c30.blend(least, c30.compare(VectorOperators.LT, least)).intoArray(sums, s3);
    c31.blend(least, c31.compare(VectorOperators.LT, least)).intoArray(sums, s3 + tail);
    int s4 = s0 + Math.min(4, last) * sumsStride;
    c40.blend(least, c40.compare(VectorOperators.LT, least)).intoArray(sums, s4);
    c41.blend(least, c41.compare(VectorOperators.LT, least)).intoArray(sums, s4 + tail);
    int s5 = s0 + Math.min(5, last) * sumsStride;
    c50.blend(least, c50.compare(VectorOperators.LT, least)).intoArray(sums, s5);
    c51.blend(least, c51.compare(VectorOperators.LT, least)).intoArray(sums, s5 + tail);
  }

  static void multiply1(PanelProduct call, int row) {
    float[] a = call.a;
    float[] b = call.panel;
    int bStride = call.panelStride;
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
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, z1);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, z2);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, z3);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, z4);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, z5);
    int at = 0;
    for (int t = 0; t < call.inner; t++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, from);
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
      at += stride;
      from += bStride;
    }
    float least = call.least;
    float[] sums = call.sums;
    int sumsStride = call.sumsStride;
    int s0 = call.sumsOffset;
    c00.blend(least, c00.compare(VectorOperators.LT, least)).intoArray(sums, s0);
    int s1 = s0 + Math.min(1, last) * sumsStride;
    c10.blend(least, c10.compare(VectorOperators.LT, least)).intoArray(sums, s1);
    int s2 = s0 + Math.min(2, last) * sumsStride;
    c20.blend(least, c20.compare(VectorOperators.LT, least)).intoArray(sums, s2);
    int s3 = s0 + Math.min(3, last) * sumsStride;
    c30.blend(least, c30.compare(VectorOperators.LT, least)).intoArray(sums, s3);
    int s4 = s0 + Math.min(4, last) * sumsStride;
    c40.blend(least, c40.compare(VectorOperators.LT, least)).intoArray(sums, s4);
    int s5 = s0 + Math.min(5, last) * sumsStride;
    c50.blend(least, c50.compare(VectorOperators.LT, least)).intoArray(sums, s5);
  }
}
