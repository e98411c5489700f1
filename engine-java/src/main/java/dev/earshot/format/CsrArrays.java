package dev.earshot.format;

import dev.earshot.DataException;
import java.util.stream.IntStream;

/**
 * A sparse matrix in SciPy's compressed row form (CSR) as files hold it, checked: the starts rise
 * from 0 to the number of entries, columns are in range and rise within a row, and values are
 * finite.
 *
 * @param rows number of rows
 * @param columns number of columns
 * @param starts rows + 1 positions: row i has the entries from starts[i] to starts[i + 1]
 *     (exclusive)
 * @param entryColumns the column of each entry
 * @param entryValues the value of each entry
 */
public record CsrArrays(
    int rows, int columns, int[] starts, int[] entryColumns, float[] entryValues) {
  /** The most columns that a file may state. */
  public static final int MOST_COLUMNS = 1_000_000;

  /**
   * Checks arrays that a file holds, and brings each row's entries into the order of their columns.
   *
   * @param where names file and matrix in messages
   * @param shape rows and columns
   * @throws DataException if they are not a matrix; the message names the row
   */
  public static CsrArrays checked(
      String where, long[] shape, NumberArray starts, NumberArray columns, NumberArray values) {
    boolean sized =
        shape.length == 2
            && shape[0] >= 0
            && shape[0] + 1 == starts.size()
            && shape[1] >= 0
            && shape[1] <= MOST_COLUMNS
            && columns.size() == values.size();
    if (!sized || starts.type().isFloat() || columns.type().isFloat()) {
      throw new DataException(
          "%s: shape %s with %s row starts, %s columns and %s values; expected whole-number starts (rows + 1 of them) and columns, and a value for each column"
              .formatted(
                  where,
                  IntStream.range(0, shape.length).mapToObj(i -> Long.toString(shape[i])).toList(),
                  starts.size(),
                  columns.size(),
                  values.size()));
    }
    try {
      var matrix =
          new CsrArrays(
              (int) shape[0], (int) shape[1], starts.toInts(), columns.toInts(), values.toFloats());
      matrix.check(where);
      return matrix;
    } catch (ArithmeticException e) {
      throw new DataException(where + ": a row start or column that is too large", e);
    }
  }

  private void check(String where) {
    if (starts[0] != 0 || starts[rows] != entryColumns.length) {
      throw new DataException(
          "%s: row starts from %s to %s for %s entries"
              .formatted(where, starts[0], starts[rows], entryColumns.length));
    }
    for (int row = 0; row < rows; row++) {
      // The first and the last start are right, so starts that never fall are all in range.
      require(starts[row] <= starts[row + 1], where, row, "ends before it begins");
    }
    for (int row = 0; row < rows; row++) {
      sort(row);
      for (int e = starts[row]; e < starts[row + 1]; e++) {
        int column = entryColumns[e];
        require(column >= 0 && column < columns, where, row, "names column " + column);
        require(
            e == starts[row] || entryColumns[e - 1] < column,
            where,
            row,
            "names column %s twice".formatted(column));
        require(Float.isFinite(entryValues[e]), where, row, "has a number that is not finite");
      }
    }
  }

  private void sort(int row) {
    int from = starts[row];
    int to = starts[row + 1];
    boolean rises = true;
    for (int e = from + 1; e < to; e++) {
      rises &= entryColumns[e - 1] <= entryColumns[e];
    }
    if (rises) {
      return;
    }
    int[] order =
        IntStream.range(from, to)
            .boxed()
            .sorted((a, b) -> Integer.compare(entryColumns[a], entryColumns[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] sortedColumns = IntStream.of(order).map(e -> entryColumns[e]).toArray();
    var sortedValues = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      sortedValues[i] = entryValues[order[i]];
    }
    System.arraycopy(sortedColumns, 0, entryColumns, from, order.length);
    System.arraycopy(sortedValues, 0, entryValues, from, order.length);
  }

  private void require(boolean holds, String where, int row, String found) {
    if (!holds) {
      throw new DataException(
          "%s: row %s (counted from 0) %s; expected columns from 0 to %s, each once, and finite numbers"
              .formatted(where, row, found, columns - 1));
    }
  }
}
