package dev.earshot.compute.simd;

import dev.earshot.compute.HeapGraphKernels;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;

final class SimdGraphKernels extends HeapGraphKernels {
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

  @Override
  protected int[] rowOffsets(SparseMatrix matrix) {
    return SimdSparseMatrix.of(matrix).entries().rowOffsets;
  }

  @Override
  protected int[] columnIndices(SparseMatrix matrix) {
    return SimdSparseMatrix.of(matrix).entries().columnIndices;
  }

  @Override
  protected double value(SparseMatrix matrix, int entry) {
    return SimdSparseMatrix.of(matrix).entries().values[entry];
  }
}
