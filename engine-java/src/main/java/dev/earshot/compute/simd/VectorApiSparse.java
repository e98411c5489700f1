package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Products with a sparse matrix. The sums of up to 8 vectors of a row stay in registers while its
 * entries pass by; each entry costs a load for each multiply-add. The columns behind the last whole
 * vector are done under a mask.
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
    for (; j <= p.width - LANES; j += LANES) {
      for (int i = p.from; i < p.to; i++) {
        multiply1(p, i, j);
      }
    }
    if (j < p.width) {
      for (int i = p.from; i < p.to; i++) {
        multiplyRest(p, i, j);
      }
    }
  }

  private static void multiply8(SparseProduct p, int row, int column) {
    float[] x = p.x;
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    FloatVector sum4 = FloatVector.zero(SPECIES);
    FloatVector sum5 = FloatVector.zero(SPECIES);
    FloatVector sum6 = FloatVector.zero(SPECIES);
    FloatVector sum7 = FloatVector.zero(SPECIES);
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
    store(p, row, column, sum0);
    store(p, row, column + LANES, sum1);
    store(p, row, column + 2 * LANES, sum2);
    store(p, row, column + 3 * LANES, sum3);
    store(p, row, column + 4 * LANES, sum4);
    store(p, row, column + 5 * LANES, sum5);
    store(p, row, column + 6 * LANES, sum6);
    store(p, row, column + 7 * LANES, sum7);
  }

  private static void multiply4(SparseProduct p, int row, int column) {
    float[] x = p.x;
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    int end = p.a.rowOffsets[row + 1];
    for (int e = p.a.rowOffsets[row]; e < end; e++) {
      FloatVector weight = FloatVector.broadcast(SPECIES, p.a.values[e]);
      int at = p.xAt + p.a.columnIndices[e] * p.width + column;
      sum0 = FloatVector.fromArray(SPECIES, x, at).fma(weight, sum0);
      sum1 = FloatVector.fromArray(SPECIES, x, at + LANES).fma(weight, sum1);
      sum2 = FloatVector.fromArray(SPECIES, x, at + 2 * LANES).fma(weight, sum2);
      sum3 = FloatVector.fromArray(SPECIES, x, at + 3 * LANES).fma(weight, sum3);
    }
    store(p, row, column, sum0);
    store(p, row, column + LANES, sum1);
    store(p, row, column + 2 * LANES, sum2);
    store(p, row, column + 3 * LANES, sum3);
  }

  private static void multiply1(SparseProduct p, int row, int column) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int end = p.a.rowOffsets[row + 1];
    for (int e = p.a.rowOffsets[row]; e < end; e++) {
      int at = p.xAt + p.a.columnIndices[e] * p.width + column;
      sum =
          FloatVector.fromArray(SPECIES, p.x, at)
              .fma(FloatVector.broadcast(SPECIES, p.a.values[e]), sum);
    }
    store(p, row, column, sum);
  }

  private static void store(SparseProduct p, int row, int column, FloatVector sum) {
    RowStore store = p.store;
    int at = p.yAt + row * p.width + column;
    FloatVector value = sum;
    if (store.beta != 0) {
      value =
          FloatVector.fromArray(SPECIES, p.y, at)
              .fma(FloatVector.broadcast(SPECIES, store.beta), value);
    }
    if (store.biased) {
      value = value.add(FloatVector.fromArray(SPECIES, store.bias, store.biasOffset + column));
    }
    if (store.relu) {
      value = value.max(0);
    }
    value.intoArray(p.y, at);
  }

  private static void multiplyRest(SparseProduct p, int row, int column) {
    VectorMask<Float> rest = SPECIES.indexInRange(column, p.width);
    FloatVector sum = FloatVector.zero(SPECIES);
    int end = p.a.rowOffsets[row + 1];
    for (int e = p.a.rowOffsets[row]; e < end; e++) {
      int at = p.xAt + p.a.columnIndices[e] * p.width + column;
      sum =
          FloatVector.fromArray(SPECIES, p.x, at, rest)
              .fma(FloatVector.broadcast(SPECIES, p.a.values[e]), sum);
    }
    RowStore store = p.store;
    int at = p.yAt + row * p.width + column;
    if (store.beta != 0) {
      sum =
          FloatVector.fromArray(SPECIES, p.y, at, rest)
              .fma(FloatVector.broadcast(SPECIES, store.beta), sum);
    }
    if (store.biased) {
      sum = sum.add(FloatVector.fromArray(SPECIES, store.bias, store.biasOffset + column, rest));
    }
    if (store.relu) {
      sum = sum.max(0);
    }
    sum.intoArray(p.y, at, rest);
  }
}
