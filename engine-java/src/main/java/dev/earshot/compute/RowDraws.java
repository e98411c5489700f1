package dev.earshot.compute;

/**
 * The integer part of {@link CorruptionKernels}: random sets and permutations of rows, the same on
 * every backend that works in Java's own memory.
 */
public final class RowDraws {
  private final Philox philox;
  private final int[] words;

  /** For at most {@code rows} rows under this key. */
  public RowDraws(long seed, int rows) {
    philox = new Philox(seed);
    words = new int[rows];
  }

  /** See {@link CorruptionKernels#drawRows}. */
  public void drawRows(int count, int stream, int step, int[] mask) {
    drawWords(mask.length, stream, step);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = rank(i, mask.length) < count ? 1 : 0;
    }
  }

  /** See {@link CorruptionKernels#drawPermutation}. */
  public void drawPermutation(int count, int stream, int step, int[] source, int[] own) {
    int n = source.length;
    drawRows(count, stream, step, own);
    int place = 0;
    for (int i = 0; i < n; i++) {
      source[i] = i;
      if (own[i] == 1) {
        source[i] = rowOfRank(place++, n);
      }
    }
    for (int i = 0; i < n; i++) {
      own[i] = source[i] == i ? 1 : 0;
    }
  }

  private void drawWords(int n, int stream, int step) {
    for (int i = 0; i < n; i++) {
      words[i] = philox.at(0, i, step, stream).word(0);
    }
  }

  /** How many rows have a smaller word. */
  private int rank(int row, int n) {
    int rank = 0;
    for (int j = 0; j < n; j++) {
      int order = Integer.compareUnsigned(words[j], words[row]);
      if (order < 0 || (order == 0 && j < row)) {
        rank++;
      }
    }
    return rank;
  }

  private int rowOfRank(int rank, int n) {
    for (int i = 0; i < n; i++) {
      if (rank(i, n) == rank) {
        return i;
      }
    }
    throw new AssertionError("ranks are a permutation");
  }
}
