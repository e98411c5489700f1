package dev.earshot.compute.simd;

import java.util.Arrays;

/**
 * {@code DenseKernels.normalizeColumns} and its backward pass. Sums over the rows are in double, in
 * the order of the rows, so they are the same bits at every vector width.
 */
final class ColumnNormalization {
  private static final double EPSILON = 1e-5;

  private double[] first = {};
  private double[] second = {};

  void forward(
      SimdMatrix in, SimdMatrix scale, SimdMatrix shift, SimdMatrix moments, SimdMatrix out) {
    int rows = in.rows();
    int columns = in.columns();
    clear(columns);
    for (int i = 0; i < rows; i++) {
      int at = in.row(i);
      for (int j = 0; j < columns; j++) {
        first[j] += in.data[at + j];
      }
    }
    for (int j = 0; j < columns; j++) {
      first[j] /= rows;
    }
    for (int i = 0; i < rows; i++) {
      int at = in.row(i);
      for (int j = 0; j < columns; j++) {
        double difference = in.data[at + j] - first[j];
        second[j] += difference * difference;
      }
    }
    for (int j = 0; j < columns; j++) {
      moments.data[moments.row(0) + j] = (float) first[j];
      moments.data[moments.row(1) + j] = (float) (1 / Math.sqrt(second[j] / rows + EPSILON));
    }
    for (int i = 0; i < rows; i++) {
      int from = in.row(i);
      int to = out.row(i);
      for (int j = 0; j < columns; j++) {
        float h =
            (in.data[from + j] - moments.data[moments.row(0) + j])
                * moments.data[moments.row(1) + j];
        out.data[to + j] = scale.data[scale.offset + j] * h + shift.data[shift.offset + j];
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
    int columns = in.columns();
    clear(columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        float slope = gradient.data[gradient.row(i) + j];
        first[j] += (double) slope * normal(in, moments, i, j);
        second[j] += slope;
      }
    }
    for (int j = 0; j < columns; j++) {
      affineGradient.data[affineGradient.row(0) + j] = (float) first[j];
      affineGradient.data[affineGradient.row(1) + j] = (float) second[j];
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double centred =
            gradient.data[gradient.row(i) + j]
                - second[j] / rows
                - normal(in, moments, i, j) * first[j] / rows;
        double factor = (double) scale.data[scale.offset + j] * moments.data[moments.row(1) + j];
        int to = inGradient.row(i) + j;
        float old = beta == 0 ? 0 : beta * inGradient.data[to];
        inGradient.data[to] = (float) (factor * centred) + old;
      }
    }
  }

  private static float normal(SimdMatrix in, SimdMatrix moments, int row, int column) {
    return (in.data[in.row(row) + column] - moments.data[moments.row(0) + column])
        * moments.data[moments.row(1) + column];
  }

  private void clear(int columns) {
    if (first.length < columns) {
      first = new double[columns];
      second = new double[columns];
    }
    Arrays.fill(first, 0, columns, 0);
    Arrays.fill(second, 0, columns, 0);
  }
}
