package dev.earshot.compute;

import java.util.Arrays;

/**
 * A dense row-major matrix in a backend's memory.
 *
 * <p>The element type is the backend's: double in {@code reference}, float elsewhere. Values cross
 * the boundary through {@link #write} and {@link #read}; kernels never see Java arrays.
 */
public interface Matrix {
  /** Number of rows. */
  int rows();

  /** Number of columns. */
  int columns();

  /** Number of elements, rows x columns. */
  default int size() {
    return rows() * columns();
  }

  /**
   * A window on this matrix's memory: {@code rows x columns} consecutive elements from element
   * {@code offset} on. Writes through either are seen by both.
   *
   * @throws IllegalArgumentException if the window reaches outside
   */
  Matrix slice(int offset, int rows, int columns);

  /** The window that holds rows {@code first .. first + count - 1}. */
  default Matrix rowRange(int first, int count) {
    return slice(first * columns(), count, columns());
  }

  /**
   * Copies values in, row-major, rounding to the backend's element type.
   *
   * @throws IllegalArgumentException unless there are exactly {@link #size} values
   */
  void write(double[] values);

  /** As {@link #write(double[])}. */
  void write(float[] values);

  /**
   * Copies in as many of the values as there is room for, row-major, from this one on.
   *
   * @throws IllegalArgumentException if there are not so many
   */
  default void write(float[] values, int from) {
    Checks.part(values, from, this);
    write(Arrays.copyOfRange(values, from, from + size()));
  }

  /**
   * Copies the values out, row-major.
   *
   * @throws IllegalArgumentException unless there is room for exactly {@link #size} values
   */
  void read(double[] values);

  /** As {@link #read(double[])}, rounding to float. */
  void read(float[] values);

  /**
   * Begins to copy the values out, row-major, as they are when all that the backend was asked for
   * before is done; more may be asked of it meanwhile. In Java's own memory they are there at once.
   *
   * @param values holds them from {@link Reading#await} on
   */
  default Reading readLater(double[] values) {
    read(values);
    return Reading.DONE;
  }

  /**
   * As {@link #readLater(double[])}, to {@code values} from this one on.
   *
   * @throws IllegalArgumentException if there is not so much room
   */
  default Reading readLater(float[] values, int from) {
    Checks.part(values, from, this);
    float[] all = new float[size()];
    read(all);
    System.arraycopy(all, 0, values, from, all.length);
    return Reading.DONE;
  }

  /** The values as a new array. */
  default double[] toArray() {
    double[] values = new double[size()];
    read(values);
    return values;
  }

  /** Sets every element. */
  void fill(double value);
}
