package dev.earshot.compute;

import java.util.Arrays;

/** Indices in a Java array, for backends that work in Java's own memory. */
public final class HeapIndices implements Indices {
  private final int[] data;

  /** A vector of zeros. */
  public HeapIndices(int length) {
    data = new int[length];
  }

  /** The elements themselves, for kernels. */
  public static int[] data(Indices indices) {
    return ((HeapIndices) indices).data;
  }

  @Override
  public int length() {
    return data.length;
  }

  @Override
  public void write(int[] values, int count) {
    Checks.require(count <= data.length, "%d values for %d indices", count, data.length);
    System.arraycopy(values, 0, data, 0, count);
  }

  @Override
  public void read(int[] values) {
    Checks.require(
        values.length <= data.length, "%d values wanted of %d indices", values.length, data.length);
    System.arraycopy(data, 0, values, 0, values.length);
  }

  @Override
  public String toString() {
    return Arrays.toString(data);
  }
}
