package dev.earshot.compute.simd;

import java.util.Arrays;

/**
 * {@link VectorOps#normalizeColumns} and its backward pass in plain loops. Each row is copied
 * first: the compiler makes vector instructions of a loop only where all of its arrays are read and
 * written from element 0 on.
 */
final class PlainNormalization {
  /** Is added to each variance. */
  static final double EPSILON = 1e-5;

  private double[] first = {};
  private double[] second = {};
  private float[] mean = {};
  private float[] inverse = {};
  private float[] scales = {};
  private float[] shifts = {};
  private float[] x = {};
  private float[] slope = {};

  /** The columns from {@code from} on. */
  void forward(
      int from,
      SimdMatrix in,
      SimdMatrix scale,
      SimdMatrix shift,
      SimdMatrix moments,
      float least,
      SimdMatrix out) {
    int rows = in.rows();
    int columns = in.columns() - from;
    clear(columns);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(in.data, in.row(i) + from, x, 0, columns);
      add(x, first, columns);
    }
    for (int j = 0; j < columns; j++) {
      first[j] /= rows;
    }
    for (int i = 0; i < rows; i++) {
      System.arraycopy(in.data, in.row(i) + from, x, 0, columns);
      addSquares(x, first, second, columns);
    }
    for (int j = 0; j < columns; j++) {
      mean[j] = (float) first[j];
      inverse[j] = (float) (1 / Math.sqrt(second[j] / rows + EPSILON));
    }
    System.arraycopy(mean, 0, moments.data, moments.row(0) + from, columns);
    System.arraycopy(inverse, 0, moments.data, moments.row(1) + from, columns);
    System.arraycopy(scale.data, scale.offset + from, scales, 0, columns);
    System.arraycopy(shift.data, shift.offset + from, shifts, 0, columns);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(in.data, in.row(i) + from, x, 0, columns);
      normalize(x, mean, inverse, columns);
      for (int j = 0; j < columns; j++) {
        x[j] = scales[j] * x[j] + shifts[j];
      }
      PlainOps.limit(x, least, columns);
      System.arraycopy(x, 0, out.data, out.row(i) + from, columns);
    }
  }

  private static void add(float[] x, double[] sums, int n) {
    for (int j = 0; j < n; j++) {
      sums[j] += x[j];
    }
  }

  private static void addSquares(float[] x, double[] means, double[] sums, int n) {
    for (int j = 0; j < n; j++) {
      double difference = x[j] - means[j];
      sums[j] += difference * difference;
    }
  }

  /** {@code x_j = (x_j - mean_j) inverse_j}. */
  private static void normalize(float[] x, float[] mean, float[] inverse, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = (x[j] - mean[j]) * inverse[j];
    }
  }

  /** The columns from {@code from} on. */
  void backward(
      int from,
      SimdMatrix in,
      SimdMatrix scale,
      SimdMatrix moments,
      SimdMatrix gradient,
      float beta,
      SimdMatrix inGradient,
      SimdMatrix affineGradient) {
    int rows = in.rows();
    int columns = in.columns() - from;
    clear(columns);
    System.arraycopy(moments.data, moments.row(0) + from, mean, 0, columns);
    System.arraycopy(moments.data, moments.row(1) + from, inverse, 0, columns);
    for (int i = 0; i < rows; i++) {
      read(in, gradient, i, from, columns);
      addProducts(slope, x, first, columns);
      add(slope, second, columns);
    }
    for (int j = 0; j < columns; j++) {
      affineGradient.data[affineGradient.row(0) + from + j] = (float) first[j];
      affineGradient.data[affineGradient.row(1) + from + j] = (float) second[j];
      first[j] /= rows;
      second[j] /= rows;
      scales[j] = scale.data[scale.offset + from + j] * inverse[j];
    }
    for (int i = 0; i < rows; i++) {
      read(in, gradient, i, from, columns);
      center(slope, x, first, second, columns);
      int to = inGradient.row(i) + from;
      for (int j = 0; j < columns; j++) {
        slope[j] *= scales[j];
      }
      if (beta == 0) {
        System.arraycopy(slope, 0, inGradient.data, to, columns);
      } else {
        for (int j = 0; j < columns; j++) {
          inGradient.data[to + j] = slope[j] + beta * inGradient.data[to + j];
        }
      }
    }
  }

  /** Copies a row of the gradient, and of the normalised input. */
  private void read(SimdMatrix in, SimdMatrix gradient, int row, int from, int columns) {
    System.arraycopy(in.data, in.row(row) + from, x, 0, columns);
    System.arraycopy(gradient.data, gradient.row(row) + from, slope, 0, columns);
    normalize(x, mean, inverse, columns);
  }

  private static void addProducts(float[] a, float[] b, double[] sums, int n) {
    for (int j = 0; j < n; j++) {
      sums[j] += (double) a[j] * b[j];
    }
  }

  /** {@code slope_j = slope_j - second_j - x_j first_j}. */
  private static void center(float[] slope, float[] x, double[] first, double[] second, int n) {
    for (int j = 0; j < n; j++) {
      slope[j] = (float) (slope[j] - second[j] - x[j] * first[j]);
    }
  }

  private void clear(int columns) {
    if (first.length < columns) {
      first = new double[columns];
      second = new double[columns];
      mean = new float[columns];
      inverse = new float[columns];
      scales = new float[columns];
      shifts = new float[columns];
      x = new float[columns];
      slope = new float[columns];
    }
    Arrays.fill(first, 0, columns, 0);
    Arrays.fill(second, 0, columns, 0);
  }
}
