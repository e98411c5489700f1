package dev.earshot.compute.reference;

import dev.earshot.compute.HeapGraphKernels;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;

final class ReferenceGraphKernels extends HeapGraphKernels {
  @Override
  protected double get(Matrix matrix, int row, int column) {
    return ReferenceMatrix.of(matrix).get(row, column);
  }

  @Override
  protected void set(Matrix matrix, int row, int column, double value) {
    ReferenceMatrix.of(matrix).set(row, column, value);
  }

  @Override
  protected int[] rowOffsets(SparseMatrix matrix) {
    return ReferenceSparseMatrix.of(matrix).rowOffsets();
  }

  @Override
  protected int[] columnIndices(SparseMatrix matrix) {
    return ReferenceSparseMatrix.of(matrix).columnIndices();
  }

  @Override
  protected double value(SparseMatrix matrix, int entry) {
    return ReferenceSparseMatrix.of(matrix).values()[entry];
  }
}
