package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Sums over the rows of a matrix. */
final class VectorApiSums {
  /**
   * Sums over this many rows are computed first and then added up, so that long columns stay
   * accurate.
   */
  private static final int SUMMED_ROWS = 64;

  private VectorApiSums() {}

  static void columnSums(
      float[] x, int xAt, int rows, int columns, float beta, float[] sums, int sumsAt) {
    int bound = SPECIES.loopBound(columns);
    begin(beta, sums, sumsAt, bound);
    for (int j = 0; j < bound; j += LANES) {
      FloatVector total = FloatVector.fromArray(SPECIES, sums, sumsAt + j);
      for (int block = 0; block < rows; block += SUMMED_ROWS) {
        FloatVector part = FloatVector.zero(SPECIES);
        int end = Math.min(rows, block + SUMMED_ROWS);
        for (int i = block; i < end; i++) {
          part = part.add(FloatVector.fromArray(SPECIES, x, xAt + i * columns + j));
        }
        total = total.add(part);
      }
      total.intoArray(sums, sumsAt + j);
    }
    PlainOps.columnSumsFrom(bound, x, xAt, rows, columns, beta, sums, sumsAt);
  }

  /**
   * Whether ReLU's backward pass and the column sums can be computed in one pass over the matrix.
   */
  static boolean inOnePass(int rows, int columns) {
    return rows <= 2 * SUMMED_ROWS && columns % (4 * LANES) == 0;
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
    begin(beta, sums, sumsAt, columns);
    for (int j = 0; j < columns; j += 4 * LANES) {
      FloatVector sum0 = FloatVector.fromArray(SPECIES, sums, sumsAt + j);
      FloatVector sum1 = FloatVector.fromArray(SPECIES, sums, sumsAt + j + LANES);
      FloatVector sum2 = FloatVector.fromArray(SPECIES, sums, sumsAt + j + 2 * LANES);
      FloatVector sum3 = FloatVector.fromArray(SPECIES, sums, sumsAt + j + 3 * LANES);
      for (int i = 0; i < rows; i++) {
        int from = yAt + i * columns + j;
        int to = gAt + i * columns + j;
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
      sum0.intoArray(sums, sumsAt + j);
      sum1.intoArray(sums, sumsAt + j + LANES);
      sum2.intoArray(sums, sumsAt + j + 2 * LANES);
      sum3.intoArray(sums, sumsAt + j + 3 * LANES);
    }
  }

  /** Sets the initial value of the column sums: beta times the old value, or 0 if beta is 0. */
  private static void begin(float beta, float[] sums, int at, int columns) {
    if (beta == 0) {
      Arrays.fill(sums, at, at + columns, 0);
    } else if (beta != 1) {
      for (int j = at; j < at + columns; j++) {
        sums[j] *= beta;
      }
    }
  }
}
