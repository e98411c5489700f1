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

  /** Blocks whose words are drawn before they are compared. */
  private static final int CHUNK = 256;

  /** Doubles of this size have a spacing of 1. */
  private static final double TWO_52 = 0x1p52;

  private static final long TWO_52_BITS = Double.doubleToRawLongBits(TWO_52);

  /** Words of some blocks: word 0 of each block, then word 1 of each block, ... */
  private long[] words = {};

  /** The column blocks, then the rows, of the first blocks, one in each lane. */
  private final long[] starts = new long[2 * BLOCKS];

  private final int[] fours = new int[CHUNK * WORDS / Integer.SIZE];

  /** Numbers in the order of {@link #words}. */
  private double[] values = {};

  /** This number of columns rounded up to whole vectors of blocks. */
  static int room(int columns) {
    return Math.ceilDiv(columns, WORDS * BLOCKS) * WORDS * BLOCKS;
  }

  void drawBits(RandomSource random, int rows, long least, int columns, int[] bits) {
    makeRoom(WORDS * CHUNK);
    int step = HeapIndices.of(random.step()).get(0);
    int rowBlocks = Math.ceilDiv(columns, WORDS);
    int blocks = rows * rowBlocks;
    boolean wholeBlocks = rows == 1 || columns % WORDS == 0;
    int at = 0;
    // In chunks, so that no word is read directly after it was written: it often stands in two
    // cache lines, and such a load waits for both stores.
    for (int first = 0; first < blocks; first += CHUNK) {
      int some = Math.min(CHUNK, blocks - first);
      int room = room(WORDS * some) / WORDS;
      begin(first, rowBlocks, 0);
      draw(random.seed(), starts, rowBlocks, step, random.stream(), room, words);
      if (wholeBlocks) {
        compare(words, room, least, bits, first * WORDS / Integer.SIZE);
        continue;
      }
      compare(words, room, least, fours, 0);
      for (int block = 0; block < some; block++) {
        int left = columns - (first + block) % rowBlocks * WORDS;
        int four = fours[block * WORDS / Integer.SIZE] >>> block * WORDS;
        at = PlainRandom.append(four, Math.min(WORDS, left), bits, at);
      }
    }
  }

  void normals(RandomSource random, int row, int columns, double[] numbers) {
    int room = room(columns);
    makeRoom(room);
    int step = HeapIndices.of(random.step()).get(0);
    begin(0, room / WORDS, row);
    draw(random.seed(), starts, room / WORDS, step, random.stream(), room / WORDS, words);
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

  /** Counts the blocks of rows from {@code row} on, and begins with this one. */
  private void begin(int first, int rowBlocks, int row) {
    for (int lane = 0; lane < BLOCKS; lane++) {
      starts[lane] = (first + lane) % rowBlocks;
      starts[BLOCKS + lane] = row + (first + lane) / rowBlocks;
    }
  }

  /** Computes the words of some blocks, which may be of several rows. Every lane holds 32 bits. */
  private static void draw(
      long seed, long[] starts, int rowBlocks, int step, int stream, int blocks, long[] words) {
    LongVector column = LongVector.fromArray(LONGS, starts, 0);
    LongVector row = LongVector.fromArray(LONGS, starts, BLOCKS);
    for (int block = 0; block < blocks; block += BLOCKS) {
      LongVector c0 = column;
      LongVector c1 = row;
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
      column = column.add(BLOCKS % rowBlocks);
      var next = column.compare(VectorOperators.GE, rowBlocks);
      column = column.sub(rowBlocks, next);
      row = row.add(BLOCKS / rowBlocks).add(1, next);
    }
  }

  /** Computes four bits for each block, from this number of the bits on. */
  private static void compare(long[] words, int blocks, long least, int[] bits, int at) {
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
      int place = at + first / Integer.SIZE;
      int others = first % Integer.SIZE == 0 ? 0 : bits[place];
      bits[place] = others | (int) nibbles << first;
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
