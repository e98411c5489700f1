package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;

/** Random numbers in plain loops, one block of {@link Philox} after the other. */
final class PlainRandom {
  private static final int WORDS = 4;

  /** Random numbers that the widest vectors make at a time. */
  private static final int MOST_AT_A_TIME = 32;

  private final double[] pair = new double[2];
  private long seed;
  private Philox philox = new Philox(seed);

  /** The required length of an array for n random numbers, at any vector width. */
  static int room(int n) {
    return Math.ceilDiv(n, MOST_AT_A_TIME) * MOST_AT_A_TIME;
  }

  void drawBits(RandomSource random, int rows, long least, int columns, int[] bits) {
    int step = begin(random);
    int at = 0;
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < columns; j += WORDS) {
        philox.at(j / WORDS, row, step, random.stream());
        int four = 0;
        for (int word = 0; word < WORDS; word++) {
          // The sign of a difference in place of a branch, which could not be predicted.
          long below = least - 1 - Integer.toUnsignedLong(philox.word(word));
          four |= (int) (below >>> Long.SIZE - 1) << word;
        }
        at = append(four, Math.min(WORDS, columns - j), bits, at);
      }
    }
  }

  /**
   * Writes the lowest {@code count} of four bits from bit {@code at} on; returns the next place.
   */
  static int append(int four, int count, int[] bits, int at) {
    int some = four & (1 << count) - 1;
    int place = at / Integer.SIZE;
    int shift = at % Integer.SIZE;
    bits[place] = (shift == 0 ? 0 : bits[place]) | some << shift;
    if (shift + count > Integer.SIZE) {
      bits[place + 1] = some >>> Integer.SIZE - shift;
    }
    return at + count;
  }

  void normals(RandomSource random, int row, int n, double[] numbers) {
    int step = begin(random);
    for (int j = 0; j < n; j += 2) {
      if (j % WORDS == 0) {
        philox.at(j / WORDS, row, step, random.stream());
      }
      int word = j % WORDS;
      NormalNumbers.circle(
          NormalNumbers.radius(philox.uniform(word)), philox.uniform(word + 1), pair, 0);
      numbers[j] = pair[0];
      if (j + 1 < n) {
        numbers[j + 1] = pair[1];
      }
    }
  }

  /** Makes the generator of this source; returns its step. */
  private int begin(RandomSource random) {
    if (random.seed() != seed) {
      seed = random.seed();
      philox = new Philox(seed);
    }
    return HeapIndices.of(random.step()).get(0);
  }
}
