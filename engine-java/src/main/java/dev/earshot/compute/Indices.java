package dev.earshot.compute;

import dev.earshot.base.Checks;

/**
 * A vector of 32-bit integers in a backend's memory: node ids, labels, masks, counters. The public
 * methods check their arguments here. A backend only implements the copying of values.
 */
public abstract class Indices {
  private final int length;

  /** A vector of this length. */
  protected Indices(int length) {
    Checks.require(length >= 0, "a vector of %s elements", length);
    this.length = length;
  }

  /** Number of elements. */
  public final int length() {
    return length;
  }

  /**
   * A window on this vector's memory: {@code count} elements from element {@code offset} on. Writes
   * to either are visible in both.
   *
   * @throws IllegalArgumentException if the window reaches outside
   */
  public final Indices slice(int offset, int count) {
    Checks.require(
        offset >= 0 && count >= 0 && offset <= length - count,
        "slice of %s elements at %s reaches outside %s",
        count,
        offset,
        length);
    return window(offset, count);
  }

  /** As {@link #slice}, for arguments that are already checked. */
  protected abstract Indices window(int offset, int count);

  /** How this vector and another overlap in the backend's memory. */
  public abstract Overlap overlap(Indices other);

  /**
   * Copies the first {@code count} values to the first elements; the other elements are not
   * changed.
   *
   * @throws IllegalArgumentException if {@code count} exceeds the length
   */
  public final void write(int[] values, int count) {
    Checks.require(count <= length, "%s values for %s indices", count, length);
    copyIn(values, count);
  }

  /**
   * Copies values in, one for each element.
   *
   * @throws IllegalArgumentException if their number is not the length
   */
  public final void write(int... values) {
    Checks.require(values.length == length, "%s values for %s indices", values.length, length);
    copyIn(values, values.length);
  }

  /**
   * Copies the first {@code values.length} elements out.
   *
   * @throws IllegalArgumentException if there are fewer elements
   */
  public final void read(int[] values) {
    Checks.require(
        values.length <= length, "%s values wanted of %s indices", values.length, length);
    copyOut(values);
  }

  /** The elements as a new array. */
  public final int[] toArray() {
    int[] values = new int[length];
    copyOut(values);
    return values;
  }

  /** Copies the first {@code count} values to the first elements. */
  protected abstract void copyIn(int[] values, int count);

  /** Copies the first {@code values.length} elements out. */
  protected abstract void copyOut(int[] values);
}
