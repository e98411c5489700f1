package dev.earshot.compute;

import dev.earshot.base.Checks;
import java.util.Arrays;

/** Indices in a Java array, for backends that work in Java's own memory. */
public final class HeapIndices extends Indices {
  private final int[] data;
  private final int offset;

  /** A vector of zeros. */
  public HeapIndices(int length) {
    this(new int[length], 0, length);
  }

  private HeapIndices(int[] data, int offset, int length) {
    super(length);
    this.data = data;
    this.offset = offset;
  }

  /** Casts the indices of a backend that works in Java's own memory, for its kernels. */
  public static HeapIndices of(Indices indices) {
    return (HeapIndices) indices;
  }

  /** The same indices in Java's own memory: the argument itself if it is there, else a copy. */
  static HeapIndices onHeap(Indices indices) {
    if (indices instanceof HeapIndices heap) {
      return heap;
    }
    HeapIndices copy = new HeapIndices(indices.length());
    copy.write(indices.toArray());
    return copy;
  }

  /** Element i. */
  public int get(int i) {
    return data[offset + i];
  }

  /** Sets element i. */
  public void set(int i, int value) {
    data[offset + i] = value;
  }

  /** Sets every element. */
  public void fill(int value) {
    Arrays.fill(data, offset, offset + length(), value);
  }

  /**
   * Copies {@code count} values, from {@code values[from]} on, to the elements from {@code to} on.
   */
  public void set(int to, int[] values, int from, int count) {
    System.arraycopy(values, from, data, offset + to, count);
  }

  /**
   * Element i as a row number.
   *
   * @throws IllegalArgumentException if it is not in 0 .. count - 1
   */
  public int row(int i, int count) {
    int row = get(i);
    Checks.require(row >= 0 && row < count, "row %s of %s", row, count);
    return row;
  }

  /**
   * The number of elements that are labels. A negative element means "no label".
   *
   * @throws IllegalArgumentException if a label is not less than the number of classes
   */
  public int labelled(int classes) {
    int labelled = 0;
    for (int i = 0; i < length(); i++) {
      Checks.require(get(i) < classes, "label %s of %s classes", get(i), classes);
      labelled += get(i) >= 0 ? 1 : 0;
    }
    return labelled;
  }

  @Override
  protected Indices window(int first, int count) {
    return new HeapIndices(data, offset + first, count);
  }

  @Override
  public Overlap overlap(Indices other) {
    return other instanceof HeapIndices heap && heap.data == data
        ? Overlap.of(offset, length(), heap.offset, heap.length())
        : Overlap.NONE;
  }

  @Override
  protected void copyIn(int[] values, int count) {
    System.arraycopy(values, 0, data, offset, count);
  }

  @Override
  protected void copyOut(int[] values) {
    System.arraycopy(data, offset, values, 0, values.length);
  }

  @Override
  public String toString() {
    return Arrays.toString(toArray());
  }
}
