package dev.earshot.compute;

import dev.earshot.base.Checks;

/**
 * A dense row-major matrix in a backend's memory.
 *
 * <p>The element type is the backend's: double in {@code reference}, float elsewhere. Java arrays
 * are copied in and out by {@link #write} and {@link #read}; kernels work on matrices only.
 *
 * <p>The public methods check their arguments here. A backend only implements the copying of
 * values.
 */
public abstract class Matrix {
  private final int rows;
  private final int columns;

  /** A matrix of this shape. */
  protected Matrix(int rows, int columns) {
    Checks.require(rows >= 0 && columns >= 0, "a matrix of %s x %s", rows, columns);
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
   * {@code offset} on. Writes to either are visible in both.
   *
   * @throws IllegalArgumentException if the window reaches outside
   */
  public final Matrix slice(int offset, int sliceRows, int sliceColumns) {
    long end = offset + (long) sliceRows * sliceColumns;
    if (offset < 0 || sliceRows < 0 || sliceColumns < 0 || end > size()) {
      throw new IllegalArgumentException(
          "slice of %s x %s elements at %s reaches outside %s x %s"
              .formatted(sliceRows, sliceColumns, offset, rows, columns));
    }
    return window(offset, sliceRows, sliceColumns);
  }

  /** The window that holds rows {@code first .. first + count - 1}. */
  public final Matrix rowRange(int first, int count) {
    return slice(first * columns, count, columns);
  }

  /** As {@link #slice}, for arguments that are already checked. */
  protected abstract Matrix window(int offset, int windowRows, int windowColumns);

  /** How this matrix and another overlap in the backend's memory. */
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
   * Copies {@link #size} values in, row-major, from {@code values[from]} on.
   *
   * @throws IllegalArgumentException if the array has fewer values from there on
   */
  public final void write(float[] values, int from) {
    requirePart(values, from);
    copyIn(values, from);
  }

  /**
   * Copies the values out, row-major.
   *
   * @throws IllegalArgumentException unless the array has exactly {@link #size} elements
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
   * Begins to copy the values out, row-major, and returns without waiting. The copy has the values
   * as of the end of all earlier calls on the backend. Later calls may be made meanwhile. In Java's
   * own memory the copy is complete at once.
   *
   * @param values holds the values once {@link Reading#await} has returned
   */
  public final Reading readLater(double[] values) {
    requireAll(values.length);
    return beginCopyOut(values);
  }

  /**
   * As {@link #readLater(double[])}, to {@code values[from]} and the elements after it.
   *
   * @throws IllegalArgumentException if the array has less room from there on
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
    Checks.require(length == size(), "an array of %s for %s elements", length, size());
  }

  private void requirePart(float[] values, int from) {
    Checks.require(
        from >= 0 && from <= values.length - size(),
        "%s elements from %s on in an array of %s",
        size(),
        from,
        values.length);
  }
}
