package dev.earshot.cuda;

/** How many blocks of how many threads run a kernel. */
record Grid(int blocksX, int blocksY, int threadsX, int threadsY) {
  /** At least one thread for each of so many things. */
  static Grid over(long things, int threads) {
    return of(blocks(things, threads), 1, threads);
  }

  static Grid of(int blocksX, int blocksY, int threads) {
    return new Grid(blocksX, blocksY, threads, 1);
  }

  /** How many pieces of this size cover so many things. */
  static int blocks(long things, int each) {
    return Math.toIntExact((things + each - 1) / each);
  }

  /** Whether there is nothing to do. */
  boolean isEmpty() {
    return blocksX == 0 || blocksY == 0;
  }
}
