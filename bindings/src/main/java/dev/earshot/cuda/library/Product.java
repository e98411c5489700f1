package dev.earshot.cuda;

/**
 * {@code op(a) op(b)}, rows x columns, summed over {@code depth}; all row-major.
 *
 * @param transposeA whether a is stored depth x rows
 * @param transposeB whether b is stored columns x depth
 */
record Product(boolean transposeA, boolean transposeB, int rows, int columns, int depth) {
  /** The two letters in the names of our kernels. */
  String layout() {
    return (transposeA ? "t" : "n") + (transposeB ? "t" : "n");
  }

  /** Elements in a row of a as it is stored. */
  int strideA() {
    return transposeA ? rows : depth;
  }

  /** Elements in a row of b as it is stored. */
  int strideB() {
    return transposeB ? depth : columns;
  }

  /** How many there are to add up. */
  long multiplications() {
    return (long) rows * columns * depth;
  }

  /** Our kernels' tile: the largest that still gives every multiprocessor two blocks. */
  int tile(int multiprocessors) {
    for (int tile : new int[] {128, 64}) {
      if ((long) Grid.blocks(rows, tile) * Grid.blocks(columns, tile) >= 2L * multiprocessors) {
        return tile;
      }
    }
    return 32;
  }
}
