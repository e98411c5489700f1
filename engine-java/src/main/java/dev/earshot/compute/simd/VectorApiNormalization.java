package dev.earshot.compute.simd;

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
    int bound = SPECIES.loopBound(columns);
    clear(bound);
    addRows(in.data, in.offset, rows, columns, first, bound);
    for (int j = 0; j < bound; j++) {
      first[j] /= rows;
    }
    addSquares(in.data, in.offset, rows, columns, first, second, bound);
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

  private static DoubleVector doubles(FloatVector x) {
    return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  /** {@code sums_j = sums_j + sum_i x_ij}. */
  private static void addRows(float[] x, int at, int rows, int columns, double[] sums, int n) {
    for (int i = 0; i < rows; i++) {
      int from = at + i * columns;
      for (int j = 0; j < n; j += STEP) {
        DoubleVector.fromArray(DOUBLES, sums, j)
            .add(doubles(FloatVector.fromArray(HALF, x, from + j)))
            .intoArray(sums, j);
      }
    }
  }

  /** {@code sums_j = sums_j + sum_i (x_ij - means_j)^2}. */
  private static void addSquares(
      float[] x, int at, int rows, int columns, double[] means, double[] sums, int n) {
    for (int i = 0; i < rows; i++) {
      int from = at + i * columns;
      for (int j = 0; j < n; j += STEP) {
        DoubleVector difference =
            doubles(FloatVector.fromArray(HALF, x, from + j))
                .sub(DoubleVector.fromArray(DOUBLES, means, j));
        DoubleVector.fromArray(DOUBLES, sums, j)
            .add(difference.mul(difference))
            .intoArray(sums, j);
      }
    }
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
    int bound = SPECIES.loopBound(in.columns());
    clear(bound);
    addSlopes(in, moments, gradient, first, second, bound);
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

  /** The normalised input. */
  private static FloatVector normalized(SimdMatrix in, SimdMatrix moments, int i, int j) {
    return FloatVector.fromArray(HALF, in.data, in.row(i) + j)
        .sub(FloatVector.fromArray(HALF, moments.data, moments.row(0) + j))
        .mul(FloatVector.fromArray(HALF, moments.data, moments.row(1) + j));
  }

  /** Sums of the gradient times the normalised input, and of the gradient. */
  private static void addSlopes(
      SimdMatrix in,
      SimdMatrix moments,
      SimdMatrix gradient,
      double[] first,
      double[] second,
      int n) {
    for (int i = 0; i < in.rows(); i++) {
      int from = gradient.row(i);
      for (int j = 0; j < n; j += STEP) {
        DoubleVector slope = doubles(FloatVector.fromArray(HALF, gradient.data, from + j));
        // The product is exact in double.
        slope
            .fma(
                doubles(normalized(in, moments, i, j)),
                DoubleVector.fromArray(DOUBLES, first, j))
            .intoArray(first, j);
        DoubleVector.fromArray(DOUBLES, second, j).add(slope).intoArray(second, j);
      }
    }
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
          doubles(FloatVector.fromArray(HALF, gradient.data, from + j))
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
