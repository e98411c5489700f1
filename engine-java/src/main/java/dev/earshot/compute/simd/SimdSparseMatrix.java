package dev.earshot.compute.simd;

import dev.earshot.compute.Checks;
import dev.earshot.compute.SparseMatrix;

/**
 * A sparse matrix of floats and, from the first time that it is asked for after a write, its
 * transpose: products with either gather whole rows into registers.
 */
final class SimdSparseMatrix implements SparseMatrix {
  private final int rows;
  private final int columns;
  private final int capacity;
  private final CompressedRows entries;
  private final CompressedRows transposed;
  private boolean transposedIsCurrent;

  /** A matrix without entries. */
  SimdSparseMatrix(int rows, int columns, int capacity) {
    this.rows = rows;
    this.columns = columns;
    this.capacity = capacity;
    entries = new CompressedRows(rows, capacity);
    transposed = new CompressedRows(columns, capacity);
  }

  /** A matrix that a kernel reads. */
  static SimdSparseMatrix of(SparseMatrix matrix) {
    return (SimdSparseMatrix) matrix;
  }

  CompressedRows entries() {
    return entries;
  }

  CompressedRows transposed() {
    if (!transposedIsCurrent) {
      transposed.transpose(entries, rows, columns);
      transposedIsCurrent = true;
    }
    return transposed;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int nnz() {
    return entries.rowOffsets[rows];
  }

  @Override
  public void write(int[] rowOffsets, int[] columnIndices, double[] values) {
    Checks.compressedRows(this, rowOffsets, columnIndices);
    int nnz = rowOffsets[rows];
    System.arraycopy(rowOffsets, 0, entries.rowOffsets, 0, rows + 1);
    System.arraycopy(columnIndices, 0, entries.columnIndices, 0, nnz);
    for (int e = 0; e < nnz; e++) {
      entries.values[e] = (float) values[e];
    }
    transposedIsCurrent = false;
  }
}
