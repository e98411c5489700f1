package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Products with a sparse matrix. The sums of up to 16 vectors of a row (up to 8 where there may be
 * only 16 registers) stay in registers while the loop runs over its entries. Each multiply-add
 * needs one load. Columns are computed in strips, for some rows at a time: short loops of one kind
 * are faster than a mix, and memory is accessed in order.
 *
 * <p>The vectors of a strip lie at constant distances, so the compiler checks the bounds of the
 * first and the last of them only. With distances that are variables it checks each: that took
 * twice the time with vectors of 256 bits. If the columns are not a whole number of vectors, the
 * last vectors end with the last column and compute some columns of the previous vectors again. The
 * store has no branch and passes no vector to a method: a method that is not inlined would get the
 * vector as an object.
 */
final class VectorApiSparse {
  private static final int ROWS = 64;

  private VectorApiSparse() {}

  static void multiply(SparseProduct p) {
    for (int from = p.from; from < p.to; from += ROWS) {
      multiply(p, from, Math.min(p.to, from + ROWS));
    }
  }

  private static void multiply(SparseProduct p, int from, int to) {
    int j = 0;
    for (; LANES >= 16 && p.width - j >= 16 * LANES; j += 16 * LANES) {
      multiply16(p, from, to, j);
    }
    for (; p.width - j >= 8 * LANES; j += 8 * LANES) {
      multiply8(p, from, to, j);
    }
    for (; p.width - j >= 4 * LANES; j += 4 * LANES) {
      multiply4(p, from, to, j);
    }
    if (p.width - j > 2 * LANES) {
      multiplyLast4(p, from, to, j, p.width - j);
    } else if (p.width - j == LANES) {
      multiply1(p, from, to, j);
    } else if (p.width - j > LANES) {
      multiply2(p, from, to, j, p.width - j);
    } else if (p.width > j) {
      multiplyRest(p, from, to, j);
    }
  }

  private static void multiply16(SparseProduct p, int from, int to, int column) {
    int[] ends = p.a.rowOffsets;
    int[] entries = p.a.columnIndices;
    float[] weights = p.a.values;
    float[] x = p.x;
    float[] start = p.start;
    float[] y = p.y;
    float scale = p.startScale;
    float least = p.least;
    int width = p.width;
    int xAt = p.xAt + column;
    int startStride = p.startStride;
    int startAt = p.startAt + column;
    int yAt = p.yAt + column;
    int e = ends[from];
    for (int i = from; i < to; i++) {
      int z = startAt + i * startStride;
      FloatVector sum0 = FloatVector.fromArray(SPECIES, start, z).mul(scale);
      FloatVector sum1 = FloatVector.fromArray(SPECIES, start, z + LANES).mul(scale);
      FloatVector sum2 = FloatVector.fromArray(SPECIES, start, z + 2 * LANES).mul(scale);
      FloatVector sum3 = FloatVector.fromArray(SPECIES, start, z + 3 * LANES).mul(scale);
      FloatVector sum4 = FloatVector.fromArray(SPECIES, start, z + 4 * LANES).mul(scale);
      FloatVector sum5 = FloatVector.fromArray(SPECIES, start, z + 5 * LANES).mul(scale);
      FloatVector sum6 = FloatVector.fromArray(SPECIES, start, z + 6 * LANES).mul(scale);
      FloatVector sum7 = FloatVector.fromArray(SPECIES, start, z + 7 * LANES).mul(scale);
      FloatVector sum8 = FloatVector.fromArray(SPECIES, start, z + 8 * LANES).mul(scale);
      FloatVector sum9 = FloatVector.fromArray(SPECIES, start, z + 9 * LANES).mul(scale);
      FloatVector sum10 = FloatVector.fromArray(SPECIES, start, z + 10 * LANES).mul(scale);
      FloatVector sum11 = FloatVector.fromArray(SPECIES, start, z + 11 * LANES).mul(scale);
      FloatVector sum12 = FloatVector.fromArray(SPECIES, start, z + 12 * LANES).mul(scale);
      FloatVector sum13 = FloatVector.fromArray(SPECIES, start, z + 13 * LANES).mul(scale);
      FloatVector sum14 = FloatVector.fromArray(SPECIES, start, z + 14 * LANES).mul(scale);
      FloatVector sum15 = FloatVector.fromArray(SPECIES, start, z + 15 * LANES).mul(scale);
      for (int end = ends[i + 1]; e < end; e++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[e]);
        int at = xAt + entries[e] * width;
        sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
        sum1 = FloatVector.fromArray(SPECIES, x, at + LANES).fma(weight, sum1);
        sum2 = FloatVector.fromArray(SPECIES, x, at + 2 * LANES).fma(weight, sum2);
        sum3 = FloatVector.fromArray(SPECIES, x, at + 3 * LANES).fma(weight, sum3);
        sum4 = FloatVector.fromArray(SPECIES, x, at + 4 * LANES).fma(weight, sum4);
        sum5 = FloatVector.fromArray(SPECIES, x, at + 5 * LANES).fma(weight, sum5);
        sum6 = FloatVector.fromArray(SPECIES, x, at + 6 * LANES).fma(weight, sum6);
        sum7 = FloatVector.fromArray(SPECIES, x, at + 7 * LANES).fma(weight, sum7);
        sum8 = FloatVector.fromArray(SPECIES, x, at + 8 * LANES).fma(weight, sum8);
        sum9 = FloatVector.fromArray(SPECIES, x, at + 9 * LANES).fma(weight, sum9);
        sum10 = FloatVector.fromArray(SPECIES, x, at + 10 * LANES).fma(weight, sum10);
        sum11 = FloatVector.fromArray(SPECIES, x, at + 11 * LANES).fma(weight, sum11);
        sum12 = FloatVector.fromArray(SPECIES, x, at + 12 * LANES).fma(weight, sum12);
        sum13 = FloatVector.fromArray(SPECIES, x, at + 13 * LANES).fma(weight, sum13);
        sum14 = FloatVector.fromArray(SPECIES, x, at + 14 * LANES).fma(weight, sum14);
        sum15 = FloatVector.fromArray(SPECIES, x, at + 15 * LANES).fma(weight, sum15);
      }
      int out = yAt + i * width;
      sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(y, out);
      sum1.blend(least, sum1.compare(VectorOperators.LT, least)).intoArray(y, out + LANES);
      sum2.blend(least, sum2.compare(VectorOperators.LT, least)).intoArray(y, out + 2 * LANES);
      sum3.blend(least, sum3.compare(VectorOperators.LT, least)).intoArray(y, out + 3 * LANES);
      sum4.blend(least, sum4.compare(VectorOperators.LT, least)).intoArray(y, out + 4 * LANES);
      sum5.blend(least, sum5.compare(VectorOperators.LT, least)).intoArray(y, out + 5 * LANES);
      sum6.blend(least, sum6.compare(VectorOperators.LT, least)).intoArray(y, out + 6 * LANES);
      sum7.blend(least, sum7.compare(VectorOperators.LT, least)).intoArray(y, out + 7 * LANES);
      sum8.blend(least, sum8.compare(VectorOperators.LT, least)).intoArray(y, out + 8 * LANES);
      sum9.blend(least, sum9.compare(VectorOperators.LT, least)).intoArray(y, out + 9 * LANES);
      sum10.blend(least, sum10.compare(VectorOperators.LT, least)).intoArray(y, out + 10 * LANES);
      sum11.blend(least, sum11.compare(VectorOperators.LT, least)).intoArray(y, out + 11 * LANES);
      sum12.blend(least, sum12.compare(VectorOperators.LT, least)).intoArray(y, out + 12 * LANES);
      sum13.blend(least, sum13.compare(VectorOperators.LT, least)).intoArray(y, out + 13 * LANES);
      sum14.blend(least, sum14.compare(VectorOperators.LT, least)).intoArray(y, out + 14 * LANES);
      sum15.blend(least, sum15.compare(VectorOperators.LT, least)).intoArray(y, out + 15 * LANES);
    }
  }

  private static void multiply8(SparseProduct p, int from, int to, int column) {
    int[] ends = p.a.rowOffsets;
    int[] entries = p.a.columnIndices;
    float[] weights = p.a.values;
    float[] x = p.x;
    float[] start = p.start;
    float[] y = p.y;
    float scale = p.startScale;
    float least = p.least;
    int width = p.width;
    int xAt = p.xAt + column;
    int startStride = p.startStride;
    int startAt = p.startAt + column;
    int yAt = p.yAt + column;
    int e = ends[from];
    for (int i = from; i < to; i++) {
      int z = startAt + i * startStride;
      FloatVector sum0 = FloatVector.fromArray(SPECIES, start, z).mul(scale);
      FloatVector sum1 = FloatVector.fromArray(SPECIES, start, z + LANES).mul(scale);
      FloatVector sum2 = FloatVector.fromArray(SPECIES, start, z + 2 * LANES).mul(scale);
      FloatVector sum3 = FloatVector.fromArray(SPECIES, start, z + 3 * LANES).mul(scale);
      FloatVector sum4 = FloatVector.fromArray(SPECIES, start, z + 4 * LANES).mul(scale);
      FloatVector sum5 = FloatVector.fromArray(SPECIES, start, z + 5 * LANES).mul(scale);
      FloatVector sum6 = FloatVector.fromArray(SPECIES, start, z + 6 * LANES).mul(scale);
      FloatVector sum7 = FloatVector.fromArray(SPECIES, start, z + 7 * LANES).mul(scale);
      for (int end = ends[i + 1]; e < end; e++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[e]);
        int at = xAt + entries[e] * width;
        sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
        sum1 = FloatVector.fromArray(SPECIES, x, at + LANES).fma(weight, sum1);
        sum2 = FloatVector.fromArray(SPECIES, x, at + 2 * LANES).fma(weight, sum2);
        sum3 = FloatVector.fromArray(SPECIES, x, at + 3 * LANES).fma(weight, sum3);
        sum4 = FloatVector.fromArray(SPECIES, x, at + 4 * LANES).fma(weight, sum4);
        sum5 = FloatVector.fromArray(SPECIES, x, at + 5 * LANES).fma(weight, sum5);
        sum6 = FloatVector.fromArray(SPECIES, x, at + 6 * LANES).fma(weight, sum6);
        sum7 = FloatVector.fromArray(SPECIES, x, at + 7 * LANES).fma(weight, sum7);
      }
      int out = yAt + i * width;
      sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(y, out);
      sum1.blend(least, sum1.compare(VectorOperators.LT, least)).intoArray(y, out + LANES);
      sum2.blend(least, sum2.compare(VectorOperators.LT, least)).intoArray(y, out + 2 * LANES);
      sum3.blend(least, sum3.compare(VectorOperators.LT, least)).intoArray(y, out + 3 * LANES);
      sum4.blend(least, sum4.compare(VectorOperators.LT, least)).intoArray(y, out + 4 * LANES);
      sum5.blend(least, sum5.compare(VectorOperators.LT, least)).intoArray(y, out + 5 * LANES);
      sum6.blend(least, sum6.compare(VectorOperators.LT, least)).intoArray(y, out + 6 * LANES);
      sum7.blend(least, sum7.compare(VectorOperators.LT, least)).intoArray(y, out + 7 * LANES);
    }
  }

  private static void multiply4(SparseProduct p, int from, int to, int column) {
    int[] ends = p.a.rowOffsets;
    int[] entries = p.a.columnIndices;
    float[] weights = p.a.values;
    float[] x = p.x;
    float[] start = p.start;
    float[] y = p.y;
    float scale = p.startScale;
    float least = p.least;
    int width = p.width;
    int xAt = p.xAt + column;
    int startStride = p.startStride;
    int startAt = p.startAt + column;
    int yAt = p.yAt + column;
    int e = ends[from];
    for (int i = from; i < to; i++) {
      int z = startAt + i * startStride;
      FloatVector sum0 = FloatVector.fromArray(SPECIES, start, z).mul(scale);
      FloatVector sum1 = FloatVector.fromArray(SPECIES, start, z + LANES).mul(scale);
      FloatVector sum2 = FloatVector.fromArray(SPECIES, start, z + 2 * LANES).mul(scale);
      FloatVector sum3 = FloatVector.fromArray(SPECIES, start, z + 3 * LANES).mul(scale);
      for (int end = ends[i + 1]; e < end; e++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[e]);
        int at = xAt + entries[e] * width;
        sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
        sum1 = FloatVector.fromArray(SPECIES, x, at + LANES).fma(weight, sum1);
        sum2 = FloatVector.fromArray(SPECIES, x, at + 2 * LANES).fma(weight, sum2);
        sum3 = FloatVector.fromArray(SPECIES, x, at + 3 * LANES).fma(weight, sum3);
      }
      int out = yAt + i * width;
      sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(y, out);
      sum1.blend(least, sum1.compare(VectorOperators.LT, least)).intoArray(y, out + LANES);
      sum2.blend(least, sum2.compare(VectorOperators.LT, least)).intoArray(y, out + 2 * LANES);
      sum3.blend(least, sum3.compare(VectorOperators.LT, least)).intoArray(y, out + 3 * LANES);
    }
  }

  /** Computes the last columns if they are more than two vectors and fewer than four. */
  private static void multiplyLast4(SparseProduct p, int from, int to, int column, int columns) {
    int[] ends = p.a.rowOffsets;
    int[] entries = p.a.columnIndices;
    float[] weights = p.a.values;
    float[] x = p.x;
    float[] start = p.start;
    float[] y = p.y;
    float scale = p.startScale;
    float least = p.least;
    int width = p.width;
    int xAt = p.xAt + column;
    int startStride = p.startStride;
    int startAt = p.startAt + column;
    int yAt = p.yAt + column;
    int o2 = Math.min(2 * LANES, columns - LANES);
    int o3 = columns - LANES;
    int e = ends[from];
    for (int i = from; i < to; i++) {
      int z = startAt + i * startStride;
      FloatVector sum0 = FloatVector.fromArray(SPECIES, start, z).mul(scale);
      FloatVector sum1 = FloatVector.fromArray(SPECIES, start, z + LANES).mul(scale);
      FloatVector sum2 = FloatVector.fromArray(SPECIES, start, z + o2).mul(scale);
      FloatVector sum3 = FloatVector.fromArray(SPECIES, start, z + o3).mul(scale);
      for (int end = ends[i + 1]; e < end; e++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[e]);
        int at = xAt + entries[e] * width;
        sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
        sum1 = FloatVector.fromArray(SPECIES, x, at + LANES).fma(weight, sum1);
        sum2 = FloatVector.fromArray(SPECIES, x, at + o2).fma(weight, sum2);
        sum3 = FloatVector.fromArray(SPECIES, x, at + o3).fma(weight, sum3);
      }
      int out = yAt + i * width;
      sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(y, out);
      sum1.blend(least, sum1.compare(VectorOperators.LT, least)).intoArray(y, out + LANES);
      sum2.blend(least, sum2.compare(VectorOperators.LT, least)).intoArray(y, out + o2);
      sum3.blend(least, sum3.compare(VectorOperators.LT, least)).intoArray(y, out + o3);
    }
  }

  private static void multiply2(SparseProduct p, int from, int to, int column, int columns) {
    int[] ends = p.a.rowOffsets;
    int[] entries = p.a.columnIndices;
    float[] weights = p.a.values;
    float[] x = p.x;
    float[] start = p.start;
    float[] y = p.y;
    float scale = p.startScale;
    float least = p.least;
    int width = p.width;
    int xAt = p.xAt + column;
    int startStride = p.startStride;
    int startAt = p.startAt + column;
    int yAt = p.yAt + column;
    int o1 = columns - LANES;
    int e = ends[from];
    for (int i = from; i < to; i++) {
      int z = startAt + i * startStride;
      FloatVector sum0 = FloatVector.fromArray(SPECIES, start, z).mul(scale);
      FloatVector sum1 = FloatVector.fromArray(SPECIES, start, z + o1).mul(scale);
      for (int end = ends[i + 1]; e < end; e++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[e]);
        int at = xAt + entries[e] * width;
        sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
        sum1 = FloatVector.fromArray(SPECIES, x, at + o1).fma(weight, sum1);
      }
      int out = yAt + i * width;
      sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(y, out);
      sum1.blend(least, sum1.compare(VectorOperators.LT, least)).intoArray(y, out + o1);
    }
  }

  private static void multiply1(SparseProduct p, int from, int to, int column) {
    int[] ends = p.a.rowOffsets;
    int[] entries = p.a.columnIndices;
    float[] weights = p.a.values;
    float[] x = p.x;
    float[] start = p.start;
    float[] y = p.y;
    float scale = p.startScale;
    float least = p.least;
    int width = p.width;
    int xAt = p.xAt + column;
    int startStride = p.startStride;
    int startAt = p.startAt + column;
    int yAt = p.yAt + column;
    int e = ends[from];
    for (int i = from; i < to; i++) {
      int z = startAt + i * startStride;
      FloatVector sum0 = FloatVector.fromArray(SPECIES, start, z).mul(scale);
      for (int end = ends[i + 1]; e < end; e++) {
        FloatVector weight = FloatVector.broadcast(SPECIES, weights[e]);
        int at = xAt + entries[e] * width;
        sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
      }
      int out = yAt + i * width;
      sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(y, out);
    }
  }

  /** Computes the last columns if they are fewer than a vector has lanes. */
  private static void multiplyRest(SparseProduct p, int from, int to, int column) {
    int[] ends = p.a.rowOffsets;
    int[] entries = p.a.columnIndices;
    float[] weights = p.a.values;
    VectorMask<Float> rest = SPECIES.indexInRange(column, p.width);
    int e = ends[from];
    for (int i = from; i < to; i++) {
      int z = p.startAt + column + i * p.startStride;
      FloatVector sum = FloatVector.fromArray(SPECIES, p.start, z, rest).mul(p.startScale);
      for (int end = ends[i + 1]; e < end; e++) {
        int at = p.xAt + column + entries[e] * p.width;
        sum =
            FloatVector.fromArray(SPECIES, p.x, at, rest)
                .fma(FloatVector.broadcast(SPECIES, weights[e]), sum);
      }
      float least = p.least;
      int out = p.yAt + column + i * p.width;
      sum.blend(least, sum.compare(VectorOperators.LT, least)).intoArray(p.y, out, rest);
    }
  }
}
