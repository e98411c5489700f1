package dev.earshot.compute;

/** A vector of 32-bit integers in a backend's memory: node ids, labels, masks, counters. */
public interface Indices {
  /** Number of elements. */
  int length();

  /**
   * Copies the first {@code count} values in; the elements behind them keep what they held.
   *
   * @throws IllegalArgumentException if there is no room for them
   */
  void write(int[] values, int count);

  /** Copies values in, one for each element. */
  default void write(int... values) {
    Checks.require(values.length == length(), "%d values for %d indices", values.length, length());
    write(values, values.length);
  }

  /** Copies the first {@code values.length} elements out. */
  void read(int[] values);

  /** The elements as a new array. */
  default int[] toArray() {
    int[] values = new int[length()];
    read(values);
    return values;
  }
}
