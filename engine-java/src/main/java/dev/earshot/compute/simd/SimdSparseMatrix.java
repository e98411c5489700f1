package dev.earshot.compute.simd;

import dev.earshot.compute.SparseMatrix;

/**
 * A sparse matrix of floats and its transpose, which is computed at its first use after a write.
 * Products with either gather whole rows into registers. Where a kernel has changed values, such as
 * by dropout, they leave out the entries that are 0.
 */
final class SimdSparseMatrix extends SparseMatrix {
  private final CompressedRows entries;
  private final CompressedRows transposed;
  private boolean transposedIsCurrent;

  /** The entries that products read: all of them until a kernel changes values. */
  private CompressedRows nonZero;

  private boolean nonZeroIsCurrent = true;

  /** A matrix without entries. */
  SimdSparseMatrix(int rows, int columns, int capacity) {
    super(rows, columns, capacity);
    entries = new CompressedRows(rows, capacity);
    transposed = new CompressedRows(columns, capacity);
    nonZero = entries;
  }

  /** Casts a matrix that a kernel reads. */
  static SimdSparseMatrix of(SparseMatrix matrix) {
    return (SimdSparseMatrix) matrix;
  }

  CompressedRows entries() {
    return entries;
  }

  /** The entries without those that a kernel has set to 0. */
  CompressedRows nonZero() {
    if (!nonZeroIsCurrent) {
      nonZero.copyNonZero(entries, rows());
      nonZeroIsCurrent = true;
    }
    return nonZero;
  }

  /** The transpose of {@link #nonZero}. */
  CompressedRows transposed() {
    if (!transposedIsCurrent) {
      transposed.transpose(nonZero(), rows(), columns());
      transposedIsCurrent = true;
    }
    return transposed;
  }

  /** The entries' values, for a kernel that changes them and leaves the entries in their places. */
  float[] changedValues() {
    if (nonZero == entries) {
      nonZero = new CompressedRows(rows(), entries.values.length);
    }
    nonZeroIsCurrent = false;
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
    nonZero = entries;
    nonZeroIsCurrent = true;
    transposedIsCurrent = false;
  }
}
