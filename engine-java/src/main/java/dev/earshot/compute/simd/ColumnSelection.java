package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;
import java.util.Arrays;

/**
 * For each column of a matrix of distances the rows with the nearest ones and the one with the
 * farthest, as {@code NeighborKernels.neighbors} has it; ties to the row that comes first. Columns
 * stand side by side, so that vectors do many at a time without a branch for each; behind the last
 * one there is room for a whole vector.
 */
final class ColumnSelection {
  private static final int MOST_LANES = 16;

  /** How many nearest are wanted. */
  int k;

  boolean anyFarthest;

  /** Room for each of the following, slot by slot where there are k. */
  int stride;

  /** Number of columns. */
  int count;

  float[] nearestDistances = {};
  int[] nearest = {};
  float[] farthestDistances = {};
  int[] farthest = {};

  /** The row that stands for the same point as the column; -1 for none. */
  int[] own = {};

  int[] columnLabels = {};

  /** The labels of all rows; where no column has one they do not matter. */
  int[] rowLabels = {};

  /** Begins with columns that have no label and are none of the rows. */
  void begin(int columns, int rows, int newK) {
    begin(columns, newK, false);
    Arrays.fill(own, -1);
    Arrays.fill(columnLabels, -1);
    roomForLabels(rows);
  }

  /** Begins with columns that are points {@code first ..} among the rows, with these labels. */
  void beginSelfJoin(int first, int columns, HeapIndices labels, int newK) {
    begin(columns, newK, true);
    roomForLabels(labels.length());
    for (int row = 0; row < labels.length(); row++) {
      rowLabels[row] = labels.get(row);
    }
    for (int c = 0; c < columns; c++) {
      own[c] = first + c;
      columnLabels[c] = labels.get(first + c);
    }
  }

  private void roomForLabels(int rows) {
    if (rowLabels.length < rows) {
      rowLabels = new int[rows];
    }
  }

  private void begin(int columns, int newK, boolean newAnyFarthest) {
    k = newK;
    anyFarthest = newAnyFarthest;
    count = columns;
    stride = columns + MOST_LANES;
    if (nearest.length < k * stride) {
      nearestDistances = new float[k * stride];
      nearest = new int[k * stride];
    }
    if (own.length < stride) {
      farthestDistances = new float[stride];
      farthest = new int[stride];
      own = new int[stride];
      columnLabels = new int[stride];
    }
    Arrays.fill(nearestDistances, Float.POSITIVE_INFINITY);
    Arrays.fill(nearest, -1);
    Arrays.fill(farthestDistances, Float.NEGATIVE_INFINITY);
    Arrays.fill(farthest, -1);
  }

  /** Copies the nearest out, column by column, to element {@code at} on. */
  void readNearest(HeapIndices into, int at) {
    for (int c = 0; c < count; c++) {
      for (int slot = 0; slot < k; slot++) {
        into.set(at + c * k + slot, nearest[slot * stride + c]);
      }
    }
  }
}
