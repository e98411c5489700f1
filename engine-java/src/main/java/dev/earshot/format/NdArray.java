package dev.earshot.format;

import java.util.List;

/** An array of any rank, of numbers or text, in row-major (C) order. */
public sealed interface NdArray permits NumberArray, TextArray {
  /** The length of each axis, outermost first; empty for a scalar. */
  List<Integer> shape();

  /** The bytes that it takes in memory, about. */
  long memory();

  /**
   * The number of elements of an array of this shape.
   *
   * @throws IllegalArgumentException if an axis is negative, or there are more than 2^31 - 1
   *     elements
   */
  static int elements(List<Integer> shape) {
    long count = 1;
    for (int axis : shape) {
      if (axis < 0) {
        throw new IllegalArgumentException("shape " + shape + " has a negative axis");
      }
      count *= axis;
      if (count > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("shape " + shape + " has more than 2^31 - 1 elements");
      }
    }
    return (int) count;
  }
}
