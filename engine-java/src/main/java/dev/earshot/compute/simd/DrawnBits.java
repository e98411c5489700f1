package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.RandomSource;

/** The bits of the last dropout with a stream, since the backward pass needs the same again. */
final class DrawnBits {
  final int stream;
  private long seed;
  private int step;
  private long least;
  private int rows;
  private int columns;
  private int[] bits = {};

  DrawnBits(int stream) {
    this.stream = stream;
  }

  /** As {@link VectorOps#drawBits}, unless they are those of the call before. */
  int[] draw(VectorOps ops, RandomSource random, int newRows, long newLeast, int newColumns) {
    int newStep = HeapIndices.of(random.step()).get(0);
    boolean same =
        seed == random.seed()
            && step == newStep
            && least == newLeast
            && rows == newRows
            && columns == newColumns;
    if (!same) {
      seed = random.seed();
      step = newStep;
      least = newLeast;
      rows = newRows;
      columns = newColumns;
      int room = Math.ceilDiv(rows * columns, Integer.SIZE);
      bits = bits.length < room ? new int[room] : bits;
      ops.drawBits(random, rows, least, columns, bits);
    }
    return bits;
  }
}
