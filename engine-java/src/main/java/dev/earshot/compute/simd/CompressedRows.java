package dev.earshot.compute.simd;

import java.util.Arrays;

/** The entries of a sparse matrix, row after row. Row i begins at entry {@code rowOffsets[i]}. */
final class CompressedRows {
  final int[] rowOffsets;
  final int[] columnIndices;
  final float[] values;

  /** No entries. */
  CompressedRows(int rows, int capacity) {
    // One more offset than the rows need: transpose uses it.
    rowOffsets = new int[rows + 2];
    columnIndices = new int[capacity];
    values = new float[capacity];
  }

  /** Replaces the entries by those of others whose values are not 0. */
  void copyNonZero(CompressedRows other, int rows) {
    int place = 0;
    for (int i = 0; i < rows; i++) {
      rowOffsets[i] = place;
      for (int e = other.rowOffsets[i]; e < other.rowOffsets[i + 1]; e++) {
        float value = other.values[e];
        columnIndices[place] = other.columnIndices[e];
        values[place] = value;
        // Without a branch, which could not be predicted after dropout.
        int bits = Float.floatToRawIntBits(value);
        place += (bits | -bits) >>> 31;
      }
    }
    rowOffsets[rows] = place;
  }

  /** Replaces the entries by the transpose of others, with a stable counting sort. */
  void transpose(CompressedRows other, int rows, int columns) {
    // The offsets are stored one place later; filling the rows moves each to its place.
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
