package dev.earshot.compute;

/**
 * The counter-based generator Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers:
 * as easy as 1, 2, 3", SC 2011). A block of four 32-bit words is a pure function of a 64-bit key
 * and a 128-bit counter. The same element therefore gets the same bits on every backend, in any
 * order of computation and on any number of threads.
 *
 * <p>Everywhere in the engine the counter is (column block, row, step, stream). A column block is
 * four consecutive columns: element (row, column) takes word {@code column % 4} of block {@code
 * column / 4}.
 *
 * <p>An instance holds the last block drawn. It is not thread-safe.
 */
public final class Philox {
  // The published constants. They are public for code that computes many blocks side by side.
  public static final int MULTIPLIER_0 = 0xD2511F53;
  public static final int MULTIPLIER_1 = 0xCD9E8D57;
  public static final int WEYL_0 = 0x9E3779B9;
  public static final int WEYL_1 = 0xBB67AE85;
  public static final int ROUNDS = 10;

  private static final double TO_UNIT = 0x1p-32;

  private final int key0;
  private final int key1;
  private final int[] block = new int[4];

  /** A generator with this key. */
  public Philox(long seed) {
    key0 = (int) seed;
    key1 = (int) (seed >>> 32);
  }

  /** Computes the block at this counter; its words are then read with {@link #word}. */
  public Philox at(int counter0, int counter1, int counter2, int counter3) {
    int c0 = counter0;
    int c1 = counter1;
    int c2 = counter2;
    int c3 = counter3;
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long product1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c1 = (int) product1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    block[0] = c0;
    block[1] = c1;
    block[2] = c2;
    block[3] = c3;
    return this;
  }

  /** Word {@code index} (0 to 3) of the current block: 32 uniformly random bits. */
  public int word(int index) {
    return block[index];
  }

  /** Word {@code index} as a number in (0, 1), the centre of one of 2^32 equal cells. */
  public double uniform(int index) {
    return ((block[index] & 0xFFFFFFFFL) + 0.5) * TO_UNIT;
  }

  /**
   * The smallest unsigned word whose {@link #uniform} is at least {@code number}, which must be
   * below 1.
   */
  public static long leastWord(double number) {
    return Math.max(0, (long) Math.ceil(number / TO_UNIT - 0.5));
  }

  /**
   * Word {@code index} as a standard normal number by Box-Muller, in double: words 0 and 1 make
   * normals 0 and 1, words 2 and 3 make normals 2 and 3.
   */
  public double normal(int index) {
    int pair = index & ~1;
    double radius = Math.sqrt(-2 * Math.log(uniform(pair)));
    double angle = 2 * Math.PI * uniform(pair + 1);
    return radius * ((index & 1) == 0 ? Math.cos(angle) : Math.sin(angle));
  }

  /**
   * Word {@code index} as an integer in 0 .. bound - 1 (multiply-shift; bias below bound / 2^32).
   */
  public int below(int index, int bound) {
    return (int) (((block[index] & 0xFFFFFFFFL) * bound) >>> 32);
  }
}
