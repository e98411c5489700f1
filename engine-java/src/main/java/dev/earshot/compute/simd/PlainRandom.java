package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;

/** Random numbers in plain loops, one block of {@link Philox} after the other. */
final class PlainRandom {
  private static final int WORDS = 4;

  private final double[] pair = new double[2];
  private long seed;
  private Philox philox = new Philox(seed);

  void drawBits(RandomSource random, int row, long least, int n, int[] bits) {
    int step = begin(random);
    for (int j = 0; j < n; j++) {
      if (j % Integer.SIZE == 0) {
        bits[j / Integer.SIZE] = 0;
      }
      if (j % WORDS == 0) {
        philox.at(j / WORDS, row, step, random.stream());
      }
      if (Integer.toUnsignedLong(philox.word(j % WORDS)) >= least) {
        bits[j / Integer.SIZE] |= 1 << j;
      }
    }
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
