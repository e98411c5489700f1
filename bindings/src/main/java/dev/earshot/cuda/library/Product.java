package dev.earshot.cuda.library;

/**
 * The shape of a dense product {@code op(a) op(b)}: rows x columns, summed over {@code depth}. All
 * matrices are row-major without gaps.
 *
 * @param transposeA whether a is stored depth x rows
 * @param transposeB whether b is stored columns x depth
 */
public record Product(boolean transposeA, boolean transposeB, int rows, int columns, int depth) {
  /** {@code n} or {@code t} for each operand, as in the names of our kernels. */
  public String layout() {
    return (transposeA ? "t" : "n") + (transposeB ? "t" : "n");
  }

  /** The stored row length of a. */
  int strideA() {
    return transposeA ? rows : depth;
  }

  /** The stored row length of b. */
  int strideB() {
    return transposeB ? depth : columns;
  }

  /** The number of multiplications. */
  public long multiplications() {
    return (long) rows * columns * depth;
  }
}
