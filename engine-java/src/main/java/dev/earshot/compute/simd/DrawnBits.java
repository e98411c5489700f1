package dev.earshot.compute.simd;

import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Philox;
import dev.earshot.compute.RandomSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which elements dropout keeps ({@link VectorOps#drawBits}), row by row. The backward pass needs
 * the bits of the forward pass again, and they take much longer to draw than to use.
 */
final class DrawnBits {
  /** The matrices whose bits are kept: those of a deep network with several passes. */
  private static final int MOST = 16;

  private record Drawn(long seed, int stream, int rows, int columns, double rate) {}

  private static final class Bits {
    private final int[][] rows;
    private int step;
    private boolean drawn;

    Bits(int rows, int columns) {
      this.rows = new int[rows][Math.ceilDiv(columns, Integer.SIZE)];
    }
  }

  /** The last used one is the last. */
  private final Map<Drawn, Bits> kept =
      new LinkedHashMap<>(MOST, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Drawn, Bits> eldest) {
          return size() > MOST;
        }
      };

  /** The bits of each row of a matrix; columns from 0 on. */
  int[][] of(VectorOps ops, RandomSource random, int rows, int columns, double rate) {
    Bits bits =
        kept.computeIfAbsent(
            new Drawn(random.seed(), random.stream(), rows, columns, rate),
            key -> new Bits(rows, columns));
    int step = HeapIndices.of(random.step()).get(0);
    if (!bits.drawn || bits.step != step) {
      long least = Philox.leastWord(rate);
      for (int i = 0; i < rows; i++) {
        ops.drawBits(random, i, least, columns, bits.rows[i]);
      }
      bits.step = step;
      bits.drawn = true;
    }
    return bits.rows;
  }
}
