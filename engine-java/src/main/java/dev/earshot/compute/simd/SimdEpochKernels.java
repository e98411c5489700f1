package dev.earshot.compute.simd;

import dev.earshot.compute.HeapEpochKernels;
import dev.earshot.compute.Matrix;

final class SimdEpochKernels extends HeapEpochKernels {
  @Override
  protected double get(Matrix matrix, int row, int column) {
    SimdMatrix m = SimdMatrix.of(matrix);
    return m.data[m.row(row) + column];
  }

  @Override
  protected void set(Matrix matrix, int row, int column, double value) {
    SimdMatrix m = SimdMatrix.written(matrix);
    m.data[m.row(row) + column] = (float) value;
  }
}
