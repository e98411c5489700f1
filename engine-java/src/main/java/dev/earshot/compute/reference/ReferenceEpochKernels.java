package dev.earshot.compute.reference;

import dev.earshot.compute.HeapEpochKernels;
import dev.earshot.compute.Matrix;

final class ReferenceEpochKernels extends HeapEpochKernels {
  @Override
  protected double get(Matrix matrix, int row, int column) {
    return ReferenceMatrix.of(matrix).get(row, column);
  }

  @Override
  protected void set(Matrix matrix, int row, int column, double value) {
    ReferenceMatrix.of(matrix).set(row, column, value);
  }
}
