package dev.earshot.compute;

import dev.earshot.base.Checks;

/**
 * A sparse matrix in compressed row form (CSR) in a backend's memory. Its shape and capacity are
 * fixed; its entries may change from step to step.
 */
public abstract class SparseMatrix {
  private final int rows;
  private final int columns;
  private final int capacity;

  /** A matrix of this shape with room for {@code capacity} entries. */
  protected SparseMatrix(int rows, int columns, int capacity) {
    this.rows = rows;
    this.columns = columns;
    this.capacity = capacity;
  }

  /** Number of rows. */
  public final int rows() {
    return rows;
  }

  /** Number of columns. */
  public final int columns() {
    return columns;
  }

  /** The largest number of entries that can be stored. */
  public final int capacity() {
    return capacity;
  }

  /** The current number of stored entries. */
  public abstract int nnz();

  /**
   * Replaces the entries. Row i holds entries {@code rowOffsets[i] .. rowOffsets[i + 1] - 1}. The
   * arrays may be longer: only the first {@code rows + 1} offsets and the first {@code
   * rowOffsets[rows]} entries are read.
   *
   * @throws IllegalArgumentException if offsets decrease, a column is out of range, or the entries
   *     exceed the capacity
   */
  public final void write(int[] rowOffsets, int[] columnIndices, double[] values) {
    int nnz = rowOffsets[rows];
    Checks.require(nnz <= capacity, "%s entries for a capacity of %s", nnz, capacity);
    Checks.require(rowOffsets[0] == 0, "the first row offset is %s, expected %s", rowOffsets[0], 0);
    for (int i = 0; i < rows; i++) {
      Checks.require(
          rowOffsets[i] <= rowOffsets[i + 1], "row %s of %s ends before it begins", i, rows);
    }
    for (int e = 0; e < nnz; e++) {
      int column = columnIndices[e];
      Checks.require(column >= 0 && column < columns, "column %s of %s", column, columns);
    }
    replace(rowOffsets, columnIndices, values);
  }

  /** As {@link #write}, for arguments that are already checked. */
  protected abstract void replace(int[] rowOffsets, int[] columnIndices, double[] values);
}
