package dev.earshot.compute.simd;

import static dev.earshot.compute.simd.VectorApiSpecies.LONGS;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link Philox} for several column blocks side by side, one in each 64-bit lane, and Box-Muller on
 * its words in double. {@link VectorApiFunctions} computes the logarithm, sine and cosine from
 * multiply-adds, so they give the same bits whether compiled or interpreted.
 */
final class VectorApiRandom {
  private static final int BLOCKS = LONGS.length();
  private static final int WORDS = 4;
  private static final long LOW = 0xFFFFFFFFL;
  private static final long EVERY_FOURTH = 0x1111_1111L;
  private static final LongVector COUNT = LongVector.zero(LONGS).addIndex(1);

  /** Doubles of this size have a spacing of 1. */
  private static final double TWO_52 = 0x1p52;

  private static final long TWO_52_BITS = Double.doubleToRawLongBits(TWO_52);

  /** A row's words: word 0 of each block, then word 1 of each block, ... */
  private long[] words = {};

  /** Numbers in the order of {@link #words}. */
  private double[] values = {};

  /** This number of columns rounded up to whole vectors of blocks. */
  static int room(int columns) {
    return Math.ceilDiv(columns, WORDS * BLOCKS) * WORDS * BLOCKS;
  }

  void drawBits(RandomSource random, int row, long least, int columns, int[] bits) {
    int room = room(columns);
    makeRoom(room);
    int step = HeapIndices.of(random.step()).get(0);
    draw(random.seed(), row, step, random.stream(), room / WORDS, words);
    compare(words, room / WORDS, least, bits);
  }

  void normals(RandomSource random, int row, int columns, double[] numbers) {
    int room = room(columns);
    makeRoom(room);
    int step = HeapIndices.of(random.step()).get(0);
    draw(random.seed(), row, step, random.stream(), room / WORDS, words);
    scale(words, room, values);
    int pair = room / 2;
    for (int first = 0; first < room; first += pair) {
      VectorApiFunctions.radii(values, first, pair / 2);
      VectorApiFunctions.circle(values, first, first + pair / 2, pair / 2);
    }
    interleave(values, room / WORDS, numbers);
  }

  private void makeRoom(int room) {
    if (words.length < room) {
      words = new long[room];
      values = new double[room];
    }
  }

  // Each stage is a separate loop over a row. Together they would exceed what the compiler inlines,
  // and a vector that is passed to a method that is not inlined becomes an object.

  /** Computes the words of a row's first blocks. Every lane holds 32 bits. */
  private static void draw(long seed, int row, int step, int stream, int blocks, long[] words) {
    for (int block = 0; block < blocks; block += BLOCKS) {
      LongVector c0 = COUNT.add(block);
      LongVector c1 = LongVector.broadcast(LONGS, row & LOW);
      LongVector c2 = LongVector.broadcast(LONGS, step & LOW);
      LongVector c3 = LongVector.broadcast(LONGS, stream & LOW);
      int k0 = (int) seed;
      int k1 = (int) (seed >>> 32);
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector product0 = c0.mul(Philox.MULTIPLIER_0 & LOW);
        LongVector product1 = c2.mul(Philox.MULTIPLIER_1 & LOW);
        c0 =
            product1
                .lanewise(VectorOperators.LSHR, 32)
                .lanewise(VectorOperators.XOR, c1)
                .lanewise(VectorOperators.XOR, k0 & LOW);
        c2 =
            product0
                .lanewise(VectorOperators.LSHR, 32)
                .lanewise(VectorOperators.XOR, c3)
                .lanewise(VectorOperators.XOR, k1 & LOW);
        c1 = product1.and(LOW);
        c3 = product0.and(LOW);
        k0 += Philox.WEYL_0;
        k1 += Philox.WEYL_1;
      }
      c0.intoArray(words, block);
      c1.intoArray(words, blocks + block);
      c2.intoArray(words, 2 * blocks + block);
      c3.intoArray(words, 3 * blocks + block);
    }
  }

  /** Computes one bit for each column, four for each block. */
  private static void compare(long[] words, int blocks, long least, int[] bits) {
    for (int block = 0; block < blocks; block += BLOCKS) {
      long nibbles = 0;
      for (int word = 0; word < WORDS; word++) {
        long asLarge =
            LongVector.fromArray(LONGS, words, word * blocks + block)
                .compare(VectorOperators.GE, least)
                .toLong();
        nibbles |= Long.expand(asLarge, EVERY_FOURTH << word);
      }
      int first = WORDS * block;
      int others = first % Integer.SIZE == 0 ? 0 : bits[first / Integer.SIZE];
      bits[first / Integer.SIZE] = others | (int) nibbles << first;
    }
  }

  /** {@code (word + 1/2) 2^-32}, exactly. */
  private static void scale(long[] words, int count, double[] values) {
    for (int i = 0; i < count; i += BLOCKS) {
      LongVector.fromArray(LONGS, words, i)
          .or(TWO_52_BITS)
          .reinterpretAsDoubles()
          .sub(TWO_52)
          .add(0.5)
          .mul(0x1p-32)
          .intoArray(values, i);
    }
  }

  /** Column 4 b + w takes word w of block b. */
  private static void interleave(double[] values, int blocks, double[] numbers) {
    for (int block = 0; block < blocks; block++) {
      numbers[WORDS * block] = values[block];
      numbers[WORDS * block + 1] = values[blocks + block];
      numbers[WORDS * block + 2] = values[2 * blocks + block];
      numbers[WORDS * block + 3] = values[3 * blocks + block];
    }
  }
}
