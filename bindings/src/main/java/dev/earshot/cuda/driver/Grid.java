package dev.earshot.cuda.driver;

/** The shape of a launch: the blocks of the grid and the threads of each block. */
public record Grid(int blocksX, int blocksY, int threadsX, int threadsY) {
  /** The number of blocks that cover {@code elements}, {@code each} to a block. */
  public static int blocks(long elements, int each) {
    return Math.toIntExact((elements + each - 1) / each);
  }

  /** Whether there is nothing to launch. */
  boolean isEmpty() {
    return blocksX == 0 || blocksY == 0;
  }
}
