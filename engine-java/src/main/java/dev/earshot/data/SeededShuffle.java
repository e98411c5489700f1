package dev.earshot.data;

/** Makes random orders that are the same on every JDK. */
public final class SeededShuffle {
  private final UniformNumbers random;

  /** Creates a shuffle. With the same seed, different purposes give unrelated orders. */
  public SeededShuffle(long seed, String purpose) {
    random = new UniformNumbers(seed, purpose);
  }

  /** Puts the values into a uniformly random order, in place (Fisher-Yates). */
  public void shuffle(int[] values) {
    for (int last = values.length - 1; last > 0; last--) {
      int other = random.below(last + 1);
      int kept = values[last];
      values[last] = values[other];
      values[other] = kept;
    }
  }
}
