package dev.earshot.compute;

/**
 * A sparse matrix in compressed row form (CSR) in a backend's memory. Its shape and the most
 * entries it can hold are fixed; which entries it holds may change from step to step.
 */
public interface SparseMatrix {
  /** Number of rows. */
  int rows();

  /** Number of columns. */
  int columns();

  /** The most stored entries that fit. */
  int capacity();

  /** Number of stored entries now. */
  int nnz();

  /**
   * Replaces the entries. Row i holds entries {@code rowOffsets[i] .. rowOffsets[i + 1] - 1}.
   * Longer arrays are allowed: only the first {@code rows + 1} offsets and the first {@code
   * rowOffsets[rows]} entries are read.
   *
   * @throws IllegalArgumentException if offsets decrease, a column is out of range, or the entries
   *     exceed the capacity
   */
  void write(int[] rowOffsets, int[] columnIndices, double[] values);
}
