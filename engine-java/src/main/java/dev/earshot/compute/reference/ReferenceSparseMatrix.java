package dev.earshot.compute.reference;

import dev.earshot.compute.SparseMatrix;

/** A sparse matrix of doubles. */
final class ReferenceSparseMatrix extends SparseMatrix {
  private final int[] rowOffsets;
  private final int[] columnIndices;
  private final double[] values;

  /** A matrix without entries. */
  ReferenceSparseMatrix(int rows, int columns, int capacity) {
    super(rows, columns, capacity);
    rowOffsets = new int[rows + 1];
    columnIndices = new int[capacity];
    values = new double[capacity];
  }

  static ReferenceSparseMatrix of(SparseMatrix matrix) {
    return (ReferenceSparseMatrix) matrix;
  }

  /** Where each row's entries begin: rows + 1 elements. */
  int[] rowOffsets() {
    return rowOffsets;
  }

  /** The entries' columns. */
  int[] columnIndices() {
    return columnIndices;
  }

  /** The entries' values. */
  double[] values() {
    return values;
  }

  @Override
  public int nnz() {
    return rowOffsets[rows()];
  }

  @Override
  protected void replace(int[] offsets, int[] indices, double[] entries) {
    int nnz = offsets[rows()];
    System.arraycopy(offsets, 0, rowOffsets, 0, rows() + 1);
    System.arraycopy(indices, 0, columnIndices, 0, nnz);
    System.arraycopy(entries, 0, values, 0, nnz);
  }
}
