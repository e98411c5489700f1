package dev.earshot.compute.simd;

import java.util.Arrays;

/** The entries of a sparse matrix, row after row: row i holds those from rowOffsets[i] on. */
final class CompressedRows {
  final int[] rowOffsets;
  final int[] columnIndices;
  final float[] values;

  /** No entries. */
  CompressedRows(int rows, int capacity) {
    // One offset more than rows need, for transposing.
    rowOffsets = new int[rows + 2];
    columnIndices = new int[capacity];
    values = new float[capacity];
  }

  /** Becomes the transpose of other entries, by a counting sort that keeps their order. */
  void transpose(CompressedRows other, int rows, int columns) {
    // Offsets one place further on: filling the rows moves each to where it belongs.
    Arrays.fill(rowOffsets, 0);
    for (int e = 0; e < other.rowOffsets[rows]; e++) {
      rowOffsets[other.columnIndices[e] + 2]++;
    }
    for (int j = 1; j <= columns; j++) {
      rowOffsets[j + 1] += rowOffsets[j];
    }
    for (int i = 0; i < rows; i++) {
      for (int e = other.rowOffsets[i]; e < other.rowOffsets[i + 1]; e++) {
        int place = rowOffsets[other.columnIndices[e] + 1]++;
        columnIndices[place] = i;
        values[place] = other.values[e];
      }
    }
  }
}
