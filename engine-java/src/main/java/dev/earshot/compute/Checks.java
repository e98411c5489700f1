package dev.earshot.compute;

/** Argument checks whose messages are only built when they fail. */
public final class Checks {
  private Checks() {}

  /** Throws an {@link IllegalArgumentException} with the formatted message unless it holds. */
  public static void require(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(arguments));
    }
  }

  /** As {@link #require(boolean, String, Object...)}, without boxing on the way that succeeds. */
  public static void require(boolean holds, String message, int first, int second) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(first, second));
    }
  }

  /** Requires a matrix of this shape. */
  public static void shape(Matrix matrix, int rows, int columns, String name) {
    if (matrix.rows() != rows || matrix.columns() != columns) {
      throw new IllegalArgumentException(
          "%s is %d x %d, expected %d x %d"
              .formatted(name, matrix.rows(), matrix.columns(), rows, columns));
    }
  }

  /** Requires a matrix of the same shape as another. */
  public static void sameShape(Matrix matrix, Matrix other, String name) {
    shape(matrix, other.rows(), other.columns(), name);
  }

  /** Requires an index vector of this length. */
  public static void length(Indices indices, int length, String name) {
    if (indices.length() != length) {
      throw new IllegalArgumentException(
          "%s has %d elements, expected %d".formatted(name, indices.length(), length));
    }
  }

  /** Requires two different matrices: the operation cannot work in place. */
  public static void distinct(Matrix output, Matrix input, String name) {
    if (output == input) {
      throw new IllegalArgumentException(name + " must not be the operation's own input");
    }
  }

  /**
   * Requires entries in compressed row form that fit a sparse matrix: offsets that begin at 0 and
   * do not decrease, columns in range, no more entries than the capacity.
   */
  public static void compressedRows(SparseMatrix matrix, int[] rowOffsets, int[] columnIndices) {
    int rows = matrix.rows();
    int nnz = rowOffsets[rows];
    require(nnz <= matrix.capacity(), "%d entries for a capacity of %d", nnz, matrix.capacity());
    require(rowOffsets[0] == 0, "the first row offset is %d, expected %d", rowOffsets[0], 0);
    for (int i = 0; i < rows; i++) {
      require(rowOffsets[i] <= rowOffsets[i + 1], "row %d of %d ends before it begins", i, rows);
    }
    int columns = matrix.columns();
    for (int e = 0; e < nnz; e++) {
      int column = columnIndices[e];
      require(column >= 0 && column < columns, "column %d of %d", column, columns);
    }
  }

  /** Requires that an array has an element for each of the matrix's, from this one on. */
  public static void part(float[] values, int from, Matrix matrix) {
    require(
        from >= 0 && from <= values.length - matrix.size(),
        "%d elements from %d on in an array of %d",
        matrix.size(),
        from,
        values.length);
  }

  /** Requires numbers, none of them NaN or infinite. */
  public static void finite(float[] values, String name) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(name + " holds NaN or infinity");
      }
    }
  }
}
