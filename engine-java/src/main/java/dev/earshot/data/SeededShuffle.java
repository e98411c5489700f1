package dev.earshot.data;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes random orders that are the same on every JDK. It requests the generator L64X128MixRandom by
 * name and uses only its {@code nextLong}, because the way a JDK draws bounded numbers is not
 * specified.
 */
final class SeededShuffle {
  private final RandomGenerator random;

  /** Creates a shuffle. With the same seed, different purposes give unrelated orders. */
  SeededShuffle(long seed, String purpose) {
    long mixed = seed + 0x9E3779B97F4A7C15L * purpose.hashCode();
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(mixed);
  }

  /** Puts the values into a uniformly random order, in place (Fisher-Yates). */
  void shuffle(int[] values) {
    for (int last = values.length - 1; last > 0; last--) {
      // The high half of a 128-bit product is uniform except for a bias below 2^-32.
      int other = (int) Math.unsignedMultiplyHigh(random.nextLong(), last + 1);
      int kept = values[last];
      values[last] = values[other];
      values[other] = kept;
    }
  }
}
