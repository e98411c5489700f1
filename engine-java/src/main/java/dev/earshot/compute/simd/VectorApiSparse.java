package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Products with a sparse matrix. The sums of up to 8 vectors of a row stay in registers while its
 * entries pass by; each entry costs a load for each multiply-add. Few columns are done in one pass
 * over all rows for each kind of block: short loops of one kind are quicker than a mix.
 *
 * <p>The store has no branch and no method that vectors are handed to: one that is not inlined
 * would get them as objects.
 */
final class VectorApiSparse {
  private VectorApiSparse() {}

  static void multiply(SparseProduct p) {
    int j = p.width - p.width % (8 * LANES);
    if (j > 0) {
      // Row by row: what follows in memory is asked for next.
      for (int i = p.from; i < p.to; i++) {
        for (int wide = 0; wide < j; wide += 8 * LANES) {
          multiply8(p, i, wide);
        }
      }
    }
    if (j <= p.width - 4 * LANES) {
      for (int i = p.from; i < p.to; i++) {
        multiply4(p, i, j);
      }
      j += 4 * LANES;
    }
    if (j <= p.width - 2 * LANES) {
      for (int i = p.from; i < p.to; i++) {
        multiply2(p, i, j);
      }
      j += 2 * LANES;
    }
    if (j <= p.width - LANES) {
      for (int i = p.from; i < p.to; i++) {
        multiply1(p, i, j);
      }
      j += LANES;
    }
    if (j < p.width) {
      for (int i = p.from; i < p.to; i++) {
        multiplyRest(p, i, j);
      }
    }
  }

  private static void multiply8(SparseProduct p, int row, int column) {
    float[] x = p.x;
    int start = p.startAt + row * p.startStride + column;
    FloatVector sum0 = FloatVector.fromArray(SPECIES, p.start, start).mul(p.startScale);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, p.start, start + LANES).mul(p.startScale);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, p.start, start + 2 * LANES).mul(p.startScale);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, p.start, start + 3 * LANES).mul(p.startScale);
    FloatVector sum4 = FloatVector.fromArray(SPECIES, p.start, start + 4 * LANES).mul(p.startScale);
    FloatVector sum5 = FloatVector.fromArray(SPECIES, p.start, start + 5 * LANES).mul(p.startScale);
    FloatVector sum6 = FloatVector.fromArray(SPECIES, p.start, start + 6 * LANES).mul(p.startScale);
    FloatVector sum7 = FloatVector.fromArray(SPECIES, p.start, start + 7 * LANES).mul(p.startScale);
    int end = p.a.rowOffsets[row + 1];
    for (int e = p.a.rowOffsets[row]; e < end; e++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, p.a.values[e]);
      int at = p.xAt + p.a.columnIndices[e] * p.width + column;
      sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
      sum1 = FloatVector.fromArray(SPECIES, x, at + LANES).fma(weight, sum1);
      sum2 = FloatVector.fromArray(SPECIES, x, at + 2 * LANES).fma(weight, sum2);
      sum3 = FloatVector.fromArray(SPECIES, x, at + 3 * LANES).fma(weight, sum3);
      sum4 = FloatVector.fromArray(SPECIES, x, at + 4 * LANES).fma(weight, sum4);
      sum5 = FloatVector.fromArray(SPECIES, x, at + 5 * LANES).fma(weight, sum5);
      sum6 = FloatVector.fromArray(SPECIES, x, at + 6 * LANES).fma(weight, sum6);
      sum7 = FloatVector.fromArray(SPECIES, x, at + 7 * LANES).fma(weight, sum7);
    }
    float least = p.least;
    int to = p.yAt + row * p.width + column;
    sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(p.y, to);
    sum1.blend(least, sum1.compare(VectorOperators.LT, least)).intoArray(p.y, to + LANES);
    sum2.blend(least, sum2.compare(VectorOperators.LT, least)).intoArray(p.y, to + 2 * LANES);
    sum3.blend(least, sum3.compare(VectorOperators.LT, least)).intoArray(p.y, to + 3 * LANES);
    sum4.blend(least, sum4.compare(VectorOperators.LT, least)).intoArray(p.y, to + 4 * LANES);
    sum5.blend(least, sum5.compare(VectorOperators.LT, least)).intoArray(p.y, to + 5 * LANES);
    sum6.blend(least, sum6.compare(VectorOperators.LT, least)).intoArray(p.y, to + 6 * LANES);
    sum7.blend(least, sum7.compare(VectorOperators.LT, least)).intoArray(p.y, to + 7 * LANES);
  }

  private static void multiply4(SparseProduct p, int row, int column) {
    float[] x = p.x;
    int start = p.startAt + row * p.startStride + column;
    FloatVector sum0 = FloatVector.fromArray(SPECIES, p.start, start).mul(p.startScale);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, p.start, start + LANES).mul(p.startScale);
    FloatVector sum2 = FloatVector.fromArray(SPECIES, p.start, start + 2 * LANES).mul(p.startScale);
    FloatVector sum3 = FloatVector.fromArray(SPECIES, p.start, start + 3 * LANES).mul(p.startScale);
    int end = p.a.rowOffsets[row + 1];
    for (int e = p.a.rowOffsets[row]; e < end; e++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, p.a.values[e]);
      int at = p.xAt + p.a.columnIndices[e] * p.width + column;
      sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
      sum1 = FloatVector.fromArray(SPECIES, x, at + LANES).fma(weight, sum1);
      sum2 = FloatVector.fromArray(SPECIES, x, at + 2 * LANES).fma(weight, sum2);
      sum3 = FloatVector.fromArray(SPECIES, x, at + 3 * LANES).fma(weight, sum3);
    }
    float least = p.least;
    int to = p.yAt + row * p.width + column;
    sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(p.y, to);
    sum1.blend(least, sum1.compare(VectorOperators.LT, least)).intoArray(p.y, to + LANES);
    sum2.blend(least, sum2.compare(VectorOperators.LT, least)).intoArray(p.y, to + 2 * LANES);
    sum3.blend(least, sum3.compare(VectorOperators.LT, least)).intoArray(p.y, to + 3 * LANES);
  }

  private static void multiply2(SparseProduct p, int row, int column) {
    float[] x = p.x;
    int start = p.startAt + row * p.startStride + column;
    FloatVector sum0 = FloatVector.fromArray(SPECIES, p.start, start).mul(p.startScale);
    FloatVector sum1 = FloatVector.fromArray(SPECIES, p.start, start + LANES).mul(p.startScale);
    int end = p.a.rowOffsets[row + 1];
    for (int e = p.a.rowOffsets[row]; e < end; e++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, p.a.values[e]);
      int at = p.xAt + p.a.columnIndices[e] * p.width + column;
      sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
      sum1 = FloatVector.fromArray(SPECIES, x, at + LANES).fma(weight, sum1);
    }
    float least = p.least;
    int to = p.yAt + row * p.width + column;
    sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(p.y, to);
    sum1.blend(least, sum1.compare(VectorOperators.LT, least)).intoArray(p.y, to + LANES);
  }

  private static void multiply1(SparseProduct p, int row, int column) {
    float[] x = p.x;
    int start = p.startAt + row * p.startStride + column;
    FloatVector sum0 = FloatVector.fromArray(SPECIES, p.start, start).mul(p.startScale);
    int end = p.a.rowOffsets[row + 1];
    for (int e = p.a.rowOffsets[row]; e < end; e++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, p.a.values[e]);
      int at = p.xAt + p.a.columnIndices[e] * p.width + column;
      sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
    }
    float least = p.least;
    int to = p.yAt + row * p.width + column;
    sum0.blend(least, sum0.compare(VectorOperators.LT, least)).intoArray(p.y, to);
  }

  /** The columns behind the last whole vector. */
  private static void multiplyRest(SparseProduct p, int row, int column) {
    VectorMask<Float> rest = SPECIES.indexInRange(column, p.width);
    int start = p.startAt + row * p.startStride + column;
    FloatVector sum = FloatVector.fromArray(SPECIES, p.start, start, rest).mul(p.startScale);
    int end = p.a.rowOffsets[row + 1];
    for (int e = p.a.rowOffsets[row]; e < end; e++) {
      int at = p.xAt + p.a.columnIndices[e] * p.width + column;
      sum =
          FloatVector.fromArray(SPECIES, p.x, at, rest)
              .fma(FloatVector.broadcast(SPECIES, p.a.values[e]), sum);
    }
    float least = p.least;
    int to = p.yAt + row * p.width + column;
    sum.blend(least, sum.compare(VectorOperators.LT, least)).intoArray(p.y, to, rest);
  }
}
