package dev.earshot.compute;

import java.util.Arrays;

/**
 * The integer part of {@link CorruptionKernels}: random sets and permutations of rows, the same on
 * every backend that works in Java's own memory.
 */
public final class RowDraws {
  private final Philox philox;
  private final long[] order;

  /** For at most {@code rows} rows under this key. */
  public RowDraws(long seed, int rows) {
    philox = new Philox(seed);
    order = new long[rows];
  }

  /** See {@link CorruptionKernels#drawRows}. */
  public void drawRows(int stream, int step, HeapIndices rows, HeapIndices mask) {
    draw(rows.length(), stream, step, mask);
    for (int rank = 0; rank < rows.length(); rank++) {
      rows.set(rank, rowOfRank(rank));
    }
  }

  /** See {@link CorruptionKernels#drawPermutation}. */
  public void drawPermutation(
      int count, int stream, int step, HeapIndices source, HeapIndices own) {
    draw(count, stream, step, own);
    int rank = 0;
    for (int i = 0; i < source.length(); i++) {
      int row = own.get(i) == 1 ? rowOfRank(rank++) : i;
      source.set(i, row);
      own.set(i, row == i ? 1 : 0);
    }
  }

  private void draw(int count, int stream, int step, HeapIndices mask) {
    order(mask.length(), stream, step);
    mask.fill(0);
    for (int rank = 0; rank < count; rank++) {
      mask.set(rowOfRank(rank), 1);
    }
  }

  /** Sorts the rows by their random words, as unsigned numbers, then by their own. */
  private void order(int n, int stream, int step) {
    for (int i = 0; i < n; i++) {
      long word = philox.at(0, i, step, stream).word(0) & 0xFFFFFFFFL;
      // The sign bit turned over: long numbers are compared with their sign.
      order[i] = (word << 32 | i) ^ Long.MIN_VALUE;
    }
    Arrays.sort(order, 0, n);
  }

  private int rowOfRank(int rank) {
    return (int) order[rank];
  }
}
