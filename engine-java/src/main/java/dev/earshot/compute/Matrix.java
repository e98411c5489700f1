package dev.earshot.compute;

/**
 * A dense row-major matrix in a backend's memory.
 *
 * <p>The element type is the backend's: double in {@code reference}, float elsewhere. Values cross
 * the boundary through {@link #write} and {@link #read}; kernels never see Java arrays.
 *
 * <p>What users call checks its arguments here; a backend only adds how values are copied.
 */
public abstract class Matrix {
  private final int rows;
  private final int columns;

  /** A matrix of this shape. */
  protected Matrix(int rows, int columns) {
    Checks.require(rows >= 0 && columns >= 0, "a matrix of %d x %d", rows, columns);
    Math.multiplyExact(rows, columns);
    this.rows = rows;
    this.columns = columns;
  }

  /** Number of rows. */
  public final int rows() {
    return rows;
  }

  /** Number of columns. */
  public final int columns() {
    return columns;
  }

  /** Number of elements, rows x columns. */
  public final int size() {
    return rows * columns;
  }

  /**
   * A window on this matrix's memory: {@code rows x columns} consecutive elements from element
   * {@code offset} on. Writes through either are seen by both.
   *
   * @throws IllegalArgumentException if the window reaches outside
   */
  public final Matrix slice(int offset, int sliceRows, int sliceColumns) {
    long end = offset + (long) sliceRows * sliceColumns;
    if (offset < 0 || sliceRows < 0 || sliceColumns < 0 || end > size()) {
      throw new IllegalArgumentException(
          "slice of %d x %d elements at %d reaches outside %d x %d"
              .formatted(sliceRows, sliceColumns, offset, rows, columns));
    }
    return window(offset, sliceRows, sliceColumns);
  }

  /** The window that holds rows {@code first .. first + count - 1}. */
  public final Matrix rowRange(int first, int count) {
    return slice(first * columns, count, columns);
  }

  /** A slice that is known to fit. */
  protected abstract Matrix window(int offset, int windowRows, int windowColumns);

  /** How this matrix's elements and another's lie to each other in the backend's memory. */
  public abstract Overlap overlap(Matrix other);

  /**
   * Copies values in, row-major, rounding to the backend's element type.
   *
   * @throws IllegalArgumentException unless there are exactly {@link #size} values
   */
  public final void write(double[] values) {
    requireAll(values.length);
    copyIn(values);
  }

  /** As {@link #write(double[])}. */
  public final void write(float[] values) {
    requireAll(values.length);
    copyIn(values, 0);
  }

  /**
   * Copies in as many of the values as there is room for, row-major, from this one on.
   *
   * @throws IllegalArgumentException if there are not so many
   */
  public final void write(float[] values, int from) {
    requirePart(values, from);
    copyIn(values, from);
  }

  /**
   * Copies the values out, row-major.
   *
   * @throws IllegalArgumentException unless there is room for exactly {@link #size} values
   */
  public final void read(double[] values) {
    requireAll(values.length);
    copyOut(values);
  }

  /** As {@link #read(double[])}, rounding to float. */
  public final void read(float[] values) {
    requireAll(values.length);
    copyOut(values, 0);
  }

  /**
   * Begins to copy the values out, row-major, as they are when all that the backend was asked for
   * before is done; more may be asked of it meanwhile. In Java's own memory they are there at once.
   *
   * @param values holds them from {@link Reading#await} on
   */
  public final Reading readLater(double[] values) {
    requireAll(values.length);
    return beginCopyOut(values);
  }

  /**
   * As {@link #readLater(double[])}, to {@code values} from this one on.
   *
   * @throws IllegalArgumentException if there is not so much room
   */
  public final Reading readLater(float[] values, int from) {
    requirePart(values, from);
    return beginCopyOut(values, from);
  }

  /** The values as a new array. */
  public final double[] toArray() {
    double[] values = new double[size()];
    copyOut(values);
    return values;
  }

  /** Sets every element. */
  public abstract void fill(double value);

  /** Copies {@link #size} values in. */
  protected abstract void copyIn(double[] values);

  /** Copies {@link #size} values in, the first being {@code values[from]}. */
  protected abstract void copyIn(float[] values, int from);

  /** Copies all elements out. */
  protected abstract void copyOut(double[] values);

  /** Copies all elements out, the first to {@code values[to]}. */
  protected abstract void copyOut(float[] values, int to);

  /** See {@link #readLater(double[])}. */
  protected Reading beginCopyOut(double[] values) {
    copyOut(values);
    return Reading.DONE;
  }

  /** See {@link #readLater(float[], int)}. */
  protected Reading beginCopyOut(float[] values, int to) {
    copyOut(values, to);
    return Reading.DONE;
  }

  private void requireAll(int length) {
    Checks.require(length == size(), "an array of %d for %d elements", length, size());
  }

  private void requirePart(float[] values, int from) {
    Checks.require(
        from >= 0 && from <= values.length - size(),
        "%d elements from %d on in an array of %d",
        size(),
        from,
        values.length);
  }
}
