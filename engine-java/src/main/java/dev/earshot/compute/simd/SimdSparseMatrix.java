package dev.earshot.compute.simd;

import dev.earshot.compute.SparseMatrix;

/**
 * A sparse matrix of floats and its transpose, which is computed at its first use after a write.
 * Products with either gather whole rows into registers.
 */
final class SimdSparseMatrix extends SparseMatrix {
  private final CompressedRows entries;
  private final CompressedRows transposed;
  private boolean transposedIsCurrent;

  /** A matrix without entries. */
  SimdSparseMatrix(int rows, int columns, int capacity) {
    super(rows, columns, capacity);
    entries = new CompressedRows(rows, capacity);
    transposed = new CompressedRows(columns, capacity);
  }

  /** Casts a matrix that a kernel reads. */
  static SimdSparseMatrix of(SparseMatrix matrix) {
    return (SimdSparseMatrix) matrix;
  }

  CompressedRows entries() {
    return entries;
  }

  CompressedRows transposed() {
    if (!transposedIsCurrent) {
      transposed.transpose(entries, rows(), columns());
      transposedIsCurrent = true;
    }
    return transposed;
  }

  /** The entries' values, for a kernel that changes them and leaves the entries in their places. */
  float[] changedValues() {
    transposedIsCurrent = false;
    return entries.values;
  }

  @Override
  public int nnz() {
    return entries.rowOffsets[rows()];
  }

  @Override
  protected void replace(int[] rowOffsets, int[] columnIndices, double[] values) {
    int nnz = rowOffsets[rows()];
    System.arraycopy(rowOffsets, 0, entries.rowOffsets, 0, rows() + 1);
    System.arraycopy(columnIndices, 0, entries.columnIndices, 0, nnz);
    for (int e = 0; e < nnz; e++) {
      entries.values[e] = (float) values[e];
    }
    transposedIsCurrent = false;
  }
}
