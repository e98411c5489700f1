package dev.earshot.cuda.driver;

import dev.earshot.base.Checks;

/**
 * The shape of a launch: the blocks of the grid and the threads of each block. A device takes 2^31
 * - 1 blocks in x, but only {@link #MOST_Y} in y.
 */
public record Grid(int blocksX, int blocksY, int threadsX, int threadsY) {
  /** The most blocks in y that any device takes. */
  public static final int MOST_Y = 65_535;

  public Grid {
    Checks.require(
        blocksY <= MOST_Y,
        "an operation needs %s blocks in its second dimension, and a device takes %s: give it fewer"
            + " rows or columns at a time",
        blocksY,
        MOST_Y);
  }

  /** The number of blocks that cover {@code elements}, {@code each} to a block. */
  public static int blocks(long elements, int each) {
    return Math.toIntExact((elements + each - 1) / each);
  }

  /** Whether there is nothing to launch. */
  boolean isEmpty() {
    return blocksX == 0 || blocksY == 0;
  }
}
