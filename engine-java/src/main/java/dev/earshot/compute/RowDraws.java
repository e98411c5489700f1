package dev.earshot.compute;

import java.util.Arrays;

/**
 * Random sets and permutations of rows for {@link CorruptionKernels}, for all backends that work in
 * Java's own memory.
 */
public final class RowDraws {
  private final Philox philox;
  private final long[] order;

  /** Draws from at most {@code rows} rows, with this seed as the key. */
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

  /** Sorts the rows by their random words as unsigned numbers, and equal words by row number. */
  private void order(int n, int stream, int step) {
    for (int i = 0; i < n; i++) {
      long word = philox.at(0, i, step, stream).word(0) & 0xFFFFFFFFL;
      // Flipping the sign bit makes the signed comparison of longs an unsigned one.
      order[i] = (word << 32 | i) ^ Long.MIN_VALUE;
    }
    Arrays.sort(order, 0, n);
  }

  private int rowOfRank(int rank) {
    return (int) order[rank];
  }
}
