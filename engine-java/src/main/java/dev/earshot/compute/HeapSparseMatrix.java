package dev.earshot.compute;

/** A sparse matrix in Java arrays, for backends that work in Java's own memory. */
public final class HeapSparseMatrix implements SparseMatrix {
  private final int rows;
  private final int columns;
  private final int[] rowOffsets;
  private final int[] columnIndices;
  private final double[] values;

  /** A matrix without entries. */
  public HeapSparseMatrix(int rows, int columns, int capacity) {
    this.rows = rows;
    this.columns = columns;
    rowOffsets = new int[rows + 1];
    columnIndices = new int[capacity];
    values = new double[capacity];
  }

  /** For kernels: where each row's entries begin; one element more than there are rows. */
  public int[] rowOffsets() {
    return rowOffsets;
  }

  /** For kernels: the entries' columns. */
  public int[] columnIndices() {
    return columnIndices;
  }

  /** For kernels: the entries' values. */
  public double[] values() {
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
    int nnz = offsets[rows];
    Checks.require(nnz <= values.length, "%d entries for a capacity of %d", nnz, values.length);
    Checks.require(offsets[0] == 0, "the first row offset is %d, expected %d", offsets[0], 0);
    for (int i = 0; i < rows; i++) {
      Checks.require(offsets[i] <= offsets[i + 1], "row %d of %d ends before it begins", i, rows);
    }
    for (int e = 0; e < nnz; e++) {
      Checks.require(
          indices[e] >= 0 && indices[e] < columns, "column %d of %d", indices[e], columns);
    }
    System.arraycopy(offsets, 0, rowOffsets, 0, rows + 1);
    System.arraycopy(indices, 0, columnIndices, 0, nnz);
    System.arraycopy(entries, 0, values, 0, nnz);
  }
}
