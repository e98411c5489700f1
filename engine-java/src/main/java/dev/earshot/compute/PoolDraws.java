package dev.earshot.compute;

/**
 * Draws nodes from a pool by {@link Philox}. A draw is a pure function of seed, stream, step and
 * row.
 */
public final class PoolDraws {
  private final Philox philox;
  private int[] swapped = new int[0];

  /** Draws with this seed as the key. */
  public PoolDraws(long seed) {
    philox = new Philox(seed);
  }

  /**
   * Draws {@code count} nodes of the pool without replacement and writes them to {@code into} from
   * {@code offset} on. If the pool has fewer nodes, it draws with replacement. The pool is
   * unchanged afterwards.
   */
  public void draw(int[] pool, int count, int stream, int step, int row, int[] into, int offset) {
    if (pool.length < count) {
      for (int k = 0; k < count; k++) {
        into[offset + k] = pool[word(k, row, step, stream, pool.length)];
      }
      return;
    }
    if (swapped.length < count) {
      swapped = new int[count];
    }
    for (int k = 0; k < count; k++) {
      int other = k + word(k, row, step, stream, pool.length - k);
      swapped[k] = other;
      swap(pool, k, other);
      into[offset + k] = pool[k];
    }
    for (int k = count - 1; k >= 0; k--) {
      swap(pool, k, swapped[k]);
    }
  }

  private int word(int k, int row, int step, int stream, int bound) {
    return philox.at(k / 4, row, step, stream).below(k % 4, bound);
  }

  private static void swap(int[] array, int i, int j) {
    int kept = array[i];
    array[i] = array[j];
    array[j] = kept;
  }
}
