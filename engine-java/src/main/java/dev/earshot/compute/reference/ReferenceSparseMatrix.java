package dev.earshot.compute.reference;

import dev.earshot.compute.Checks;
import dev.earshot.compute.SparseMatrix;

/** A sparse matrix of doubles. */
final class ReferenceSparseMatrix implements SparseMatrix {
  private final int rows;
  private final int columns;
  private final int[] rowOffsets;
  private final int[] columnIndices;
  private final double[] values;

  /** A matrix without entries. */
  ReferenceSparseMatrix(int rows, int columns, int capacity) {
    this.rows = rows;
    this.columns = columns;
    rowOffsets = new int[rows + 1];
    columnIndices = new int[capacity];
    values = new double[capacity];
  }

  /** Where each row's entries begin; one element more than there are rows. */
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
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int capacity() {
    return values.length;
  }

  @Override
  public int nnz() {
    return rowOffsets[rows];
  }

  @Override
  public void write(int[] offsets, int[] indices, double[] entries) {
    Checks.compressedRows(this, offsets, indices);
    int nnz = offsets[rows];
    System.arraycopy(offsets, 0, rowOffsets, 0, rows + 1);
    System.arraycopy(indices, 0, columnIndices, 0, nnz);
    System.arraycopy(entries, 0, values, 0, nnz);
  }
}
