package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiOps.doubles;
import static dev.earshot.compute.simd.VectorApiSpecies.DOUBLES;
import static dev.earshot.compute.simd.VectorApiSpecies.HALF;
import static dev.earshot.compute.simd.VectorApiSpecies.LANES;
import static dev.earshot.compute.simd.VectorApiSpecies.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link VectorOps#normalizeColumns} and its backward pass for whole vectors of columns. */
final class VectorApiNormalization {
  private static final int STEP = HALF.length();

  /** Columns whose sums are in registers at the same time. */
  private static final int STRIP = 4 * STEP;

  private final PlainNormalization behind = new PlainNormalization();
  private double[] first = {};
  private double[] second = {};
  private float[] factors = {};

  void forward(
      SimdMatrix in,
      SimdMatrix scale,
      SimdMatrix shift,
      SimdMatrix moments,
      float least,
      SimdMatrix out) {
    int rows = in.rows();
    int columns = in.columns();
    int bound = columns - columns % STRIP;
    clear(bound);
    for (int i = 0; i < rows; i += FixedOrder.ROWS) {
      int some = Math.min(FixedOrder.ROWS, rows - i);
      for (int j = 0; j < bound; j += STRIP) {
        addRows(in.data, in.row(i), some, columns, first, j);
      }
    }
    for (int j = 0; j < bound; j++) {
      first[j] /= rows;
    }
    for (int i = 0; i < rows; i += FixedOrder.ROWS) {
      int some = Math.min(FixedOrder.ROWS, rows - i);
      for (int j = 0; j < bound; j += STRIP) {
        addSquares(in.data, in.row(i), some, columns, first, second, j);
      }
    }
    int mean = moments.row(0);
    int inverse = moments.row(1);
    for (int j = 0; j < bound; j++) {
      moments.data[mean + j] = (float) first[j];
      moments.data[inverse + j] =
          (float) (1 / Math.sqrt(second[j] / rows + PlainNormalization.EPSILON));
    }
    // From the last row on: the rows that were read last are still in a cache.
    for (int i = rows - 1; i >= 0; i--) {
      int from = in.row(i);
      int to = out.row(i);
      for (int j = 0; j < bound; j += LANES) {
        FloatVector y =
            FloatVector.fromArray(SPECIES, in.data, from + j)
                .sub(FloatVector.fromArray(SPECIES, moments.data, mean + j))
                .mul(FloatVector.fromArray(SPECIES, moments.data, inverse + j))
                .mul(FloatVector.fromArray(SPECIES, scale.data, scale.offset + j))
                .add(FloatVector.fromArray(SPECIES, shift.data, shift.offset + j));
        y.blend(least, y.compare(VectorOperators.LT, least)).intoArray(out.data, to + j);
      }
    }
    if (bound < columns) {
      behind.forward(bound, in, scale, shift, moments, least, out);
    }
  }

  /** {@code sums_j = sums_j + sum_i x_ij} for some rows and for the columns of a strip. */
  private static void addRows(float[] x, int at, int rows, int columns, double[] sums, int j) {
    DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, sums, j);
    DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, sums, j + STEP);
    DoubleVector sum2 = DoubleVector.fromArray(DOUBLES, sums, j + 2 * STEP);
    DoubleVector sum3 = DoubleVector.fromArray(DOUBLES, sums, j + 3 * STEP);
    for (int i = 0; i < rows; i++) {
      int from = at + i * columns + j;
      sum0 = sum0.add(doubles(x, from));
      sum1 = sum1.add(doubles(x, from + STEP));
      sum2 = sum2.add(doubles(x, from + 2 * STEP));
      sum3 = sum3.add(doubles(x, from + 3 * STEP));
    }
    sum0.intoArray(sums, j);
    sum1.intoArray(sums, j + STEP);
    sum2.intoArray(sums, j + 2 * STEP);
    sum3.intoArray(sums, j + 3 * STEP);
  }

  /** {@code sums_j = sums_j + sum_i (x_ij - means_j)^2}, as {@link #addRows}. */
  private static void addSquares(
      float[] x, int at, int rows, int columns, double[] means, double[] sums, int j) {
    DoubleVector mean0 = DoubleVector.fromArray(DOUBLES, means, j);
    DoubleVector mean1 = DoubleVector.fromArray(DOUBLES, means, j + STEP);
    DoubleVector mean2 = DoubleVector.fromArray(DOUBLES, means, j + 2 * STEP);
    DoubleVector mean3 = DoubleVector.fromArray(DOUBLES, means, j + 3 * STEP);
    DoubleVector sum0 = DoubleVector.fromArray(DOUBLES, sums, j);
    DoubleVector sum1 = DoubleVector.fromArray(DOUBLES, sums, j + STEP);
    DoubleVector sum2 = DoubleVector.fromArray(DOUBLES, sums, j + 2 * STEP);
    DoubleVector sum3 = DoubleVector.fromArray(DOUBLES, sums, j + 3 * STEP);
    for (int i = 0; i < rows; i++) {
      int from = at + i * columns + j;
      DoubleVector difference0 = doubles(x, from).sub(mean0);
      sum0 = sum0.add(difference0.mul(difference0));
      DoubleVector difference1 = doubles(x, from + STEP).sub(mean1);
      sum1 = sum1.add(difference1.mul(difference1));
      DoubleVector difference2 = doubles(x, from + 2 * STEP).sub(mean2);
      sum2 = sum2.add(difference2.mul(difference2));
      DoubleVector difference3 = doubles(x, from + 3 * STEP).sub(mean3);
      sum3 = sum3.add(difference3.mul(difference3));
    }
    sum0.intoArray(sums, j);
    sum1.intoArray(sums, j + STEP);
    sum2.intoArray(sums, j + 2 * STEP);
    sum3.intoArray(sums, j + 3 * STEP);
  }

  void backward(
      SimdMatrix in,
      SimdMatrix scale,
      SimdMatrix moments,
      SimdMatrix gradient,
      float beta,
      SimdMatrix inGradient,
      SimdMatrix affineGradient) {
    int rows = in.rows();
    int bound = in.columns() - in.columns() % STRIP;
    clear(bound);
    for (int i = 0; i < rows; i++) {
      addSlopes(in, moments, gradient, i, bound);
    }
    for (int j = 0; j < bound; j++) {
      affineGradient.data[affineGradient.row(0) + j] = (float) first[j];
      affineGradient.data[affineGradient.row(1) + j] = (float) second[j];
      first[j] /= rows;
      second[j] /= rows;
      factors[j] = scale.data[scale.offset + j] * moments.data[moments.row(1) + j];
    }
    for (int i = rows - 1; i >= 0; i--) {
      centerRow(in, moments, gradient, i, beta, inGradient, bound);
    }
    if (bound < in.columns()) {
      behind.backward(bound, in, scale, moments, gradient, beta, inGradient, affineGradient);
    }
  }

  /**
   * Adds a row of the gradient times the normalised input, and of the gradient. Row by row, because
   * both matrices come from far caches: strips of columns as in {@link #addRows} were slower.
   */
  private void addSlopes(SimdMatrix in, SimdMatrix moments, SimdMatrix gradient, int i, int n) {
    int from = gradient.row(i);
    for (int j = 0; j < n; j += STEP) {
      DoubleVector slope = doubles(gradient.data, from + j);
      // The product is exact in double.
      slope
          .fma(doubles(normalized(in, moments, i, j)), DoubleVector.fromArray(DOUBLES, first, j))
          .intoArray(first, j);
      DoubleVector.fromArray(DOUBLES, second, j).add(slope).intoArray(second, j);
    }
  }

  private static FloatVector normalized(SimdMatrix in, SimdMatrix moments, int i, int j) {
    return FloatVector.fromArray(HALF, in.data, in.row(i) + j)
        .sub(FloatVector.fromArray(HALF, moments.data, moments.row(0) + j))
        .mul(FloatVector.fromArray(HALF, moments.data, moments.row(1) + j));
  }

  private void centerRow(
      SimdMatrix in,
      SimdMatrix moments,
      SimdMatrix gradient,
      int i,
      float beta,
      SimdMatrix inGradient,
      int n) {
    int from = gradient.row(i);
    int to = inGradient.row(i);
    for (int j = 0; j < n; j += STEP) {
      DoubleVector centered =
          doubles(gradient.data, from + j)
              .sub(DoubleVector.fromArray(DOUBLES, second, j))
              .sub(
                  doubles(normalized(in, moments, i, j))
                      .mul(DoubleVector.fromArray(DOUBLES, first, j)));
      FloatVector slope =
          ((FloatVector) centered.convertShape(VectorOperators.D2F, HALF, 0))
              .mul(FloatVector.fromArray(HALF, factors, j));
      if (beta != 0) {
        slope = slope.add(FloatVector.fromArray(HALF, inGradient.data, to + j).mul(beta));
      }
      slope.intoArray(inGradient.data, to + j);
    }
  }

  private void clear(int columns) {
    if (first.length < columns) {
      first = new double[columns];
      second = new double[columns];
      factors = new float[columns];
    }
    Arrays.fill(first, 0, columns, 0);
    Arrays.fill(second, 0, columns, 0);
  }
}
