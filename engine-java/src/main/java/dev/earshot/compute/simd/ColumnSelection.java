package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;
import java.util.Arrays;

/**
 * For each column of a matrix of distances, the rows with the smallest distances and the row with
 * the largest, by the rule of {@code NeighborKernels.neighbors}. Ties go to the earlier row.
 * Columns are stored side by side, so that a vector handles many at a time without branches. After
 * the last column there is room for a whole vector.
 */
final class ColumnSelection {
  private static final int MOST_LANES = 16;

  /** The number of nearest rows to find. */
  int k;

  boolean anyFarthest;

  /**
   * Elements reserved in each of the following arrays; where there are k slots, elements for each
   * slot.
   */
  int stride;

  /** Number of columns. */
  int count;

  float[] nearestDistances = {};
  int[] nearest = {};
  float[] farthestDistances = {};
  int[] farthest = {};

  /** The row that is the same point as the column; -1 for none. */
  int[] own = {};

  int[] columnLabels = {};

  /** The labels of all rows. They are not used if no column has a label. */
  int[] rowLabels = {};

  /** Starts a selection for columns that have no label and are not among the rows. */
  void begin(int columns, int rows, int newK) {
    begin(columns, newK, false);
    Arrays.fill(own, -1);
    Arrays.fill(columnLabels, -1);
    roomForLabels(rows);
  }

  /** Starts a selection for columns that are the rows from {@code first} on, with these labels. */
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

  /** Copies the nearest rows, column by column, to the elements from {@code at} on. */
  void readNearest(HeapIndices into, int at) {
    for (int c = 0; c < count; c++) {
      for (int slot = 0; slot < k; slot++) {
        into.set(at + c * k + slot, nearest[slot * stride + c]);
      }
    }
  }
}
