package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Sums over the rows of a matrix. */
final class VectorApiSums {
  private VectorApiSums() {}

  /**
   * @param behind sums the columns after the last whole vector
   */
  static void columnSums(
      PlainOps behind,
      float[] x,
      int xAt,
      int rows,
      int columns,
      float beta,
      float[] sums,
      int sumsAt) {
    int bound = SPECIES.loopBound(columns);
    PlainOps.beginSums(beta, sums, sumsAt, bound);
    for (int j = 0; j < bound; j += LANES) {
      FloatVector total = FloatVector.fromArray(SPECIES, sums, sumsAt + j);
      for (int block = 0; block < rows; block += FixedOrder.ROWS) {
        FloatVector part = FloatVector.zero(SPECIES);
        int end = Math.min(rows, block + FixedOrder.ROWS);
        for (int i = block; i < end; i++) {
          part = part.add(FloatVector.fromArray(SPECIES, x, xAt + i * columns + j));
        }
        total = total.add(part);
      }
      total.intoArray(sums, sumsAt + j);
    }
    behind.columnSumsFrom(bound, x, xAt, rows, columns, beta, sums, sumsAt);
  }

  /**
   * Whether ReLU's backward pass and the column sums can be computed in one pass over the matrix.
   */
  static boolean inOnePass(int columns) {
    return columns % (4 * LANES) == 0;
  }

  /** As {@link VectorOps#rectifierBackward}, for shapes for which {@link #inOnePass} holds. */
  static void rectifierBackward(
      float[] y,
      int yAt,
      float[] g,
      int gAt,
      int rows,
      int columns,
      float beta,
      float[] sums,
      int sumsAt) {
    PlainOps.beginSums(beta, sums, sumsAt, columns);
    for (int j = 0; j < columns; j += 4 * LANES) {
      for (int block = 0; block < rows; block += FixedOrder.ROWS) {
        int some = Math.min(FixedOrder.ROWS, rows - block);
        int first = block * columns + j;
        rectifierBackward(y, yAt + first, g, gAt + first, some, columns, sums, sumsAt + j);
      }
    }
  }

  /** A block of rows in four vectors of columns. */
  private static void rectifierBackward(
      float[] y, int yAt, float[] g, int gAt, int rows, int columns, float[] sums, int at) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    for (int i = 0; i < rows; i++) {
      int from = yAt + i * columns;
      int to = gAt + i * columns;
      var flat0 = FloatVector.fromArray(SPECIES, y, from).compare(VectorOperators.LE, 0);
      FloatVector slope0 = FloatVector.fromArray(SPECIES, g, to).blend(0, flat0);
      var flat1 = FloatVector.fromArray(SPECIES, y, from + LANES).compare(VectorOperators.LE, 0);
      FloatVector slope1 = FloatVector.fromArray(SPECIES, g, to + LANES).blend(0, flat1);
      var flat2 =
          FloatVector.fromArray(SPECIES, y, from + 2 * LANES).compare(VectorOperators.LE, 0);
      FloatVector slope2 = FloatVector.fromArray(SPECIES, g, to + 2 * LANES).blend(0, flat2);
      var flat3 =
          FloatVector.fromArray(SPECIES, y, from + 3 * LANES).compare(VectorOperators.LE, 0);
      FloatVector slope3 = FloatVector.fromArray(SPECIES, g, to + 3 * LANES).blend(0, flat3);
      slope0.intoArray(g, to);
      slope1.intoArray(g, to + LANES);
      slope2.intoArray(g, to + 2 * LANES);
      slope3.intoArray(g, to + 3 * LANES);
      sum0 = sum0.add(slope0);
      sum1 = sum1.add(slope1);
      sum2 = sum2.add(slope2);
      sum3 = sum3.add(slope3);
    }
    FloatVector.fromArray(SPECIES, sums, at).add(sum0).intoArray(sums, at);
    FloatVector.fromArray(SPECIES, sums, at + LANES).add(sum1).intoArray(sums, at + LANES);
    FloatVector.fromArray(SPECIES, sums, at + 2 * LANES).add(sum2).intoArray(sums, at + 2 * LANES);
    FloatVector.fromArray(SPECIES, sums, at + 3 * LANES).add(sum3).intoArray(sums, at + 3 * LANES);
  }
}
