package dev.earshot.data;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Random numbers that are the same on every JDK. The generator L64X128MixRandom is requested by
 * name, and only its {@code nextLong} is used, because the way a JDK draws other numbers is not
 * specified.
 */
final class UniformNumbers {
  private final RandomGenerator random;

  /** With the same seed, different purposes give unrelated numbers. */
  UniformNumbers(long seed, String purpose) {
    long mixed = seed + 0x9E3779B97F4A7C15L * purpose.hashCode();
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(mixed);
  }

  /** A number that is at least 0 and below 1. */
  double next() {
    return (random.nextLong() >>> 11) * 0x1p-53;
  }

  /** A number of nearly the standard normal distribution: the sum of twelve uniform ones. */
  double nearlyNormal() {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += next();
    }
    return sum;
  }

  /** A whole number that is at least 0 and below the bound. */
  int below(int bound) {
    // The high half of a 128-bit product is uniform except for a bias below 2^-32.
    return (int) Math.unsignedMultiplyHigh(random.nextLong(), bound);
  }
}
