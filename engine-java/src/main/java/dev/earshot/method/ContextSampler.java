package dev.earshot.method;

import dev.earshot.compute.PoolDraws;
import dev.earshot.compute.Streams;
import java.util.Arrays;

/**
 * Draws the balanced sets of training nodes among which new clips are classified: up to {@code
 * perClass} nodes of each class, by their true or pseudo labels, each node once.
 */
public final class ContextSampler {
  private final PoolDraws draw;

  public ContextSampler(long seed) {
    draw = new PoolDraws(seed);
  }

  /**
   * @param pools the nodes of each class
   * @param number which of a model's contexts this is
   * @return the nodes, class by class
   */
  public int[] draw(int[][] pools, int perClass, int number) {
    int[] nodes = new int[pools.length * perClass];
    int size = 0;
    for (int c = 0; c < pools.length; c++) {
      int count = Math.min(perClass, pools[c].length);
      draw.draw(pools[c], count, Streams.CONTEXT_CHOICE, number, c, nodes, size);
      size += count;
    }
    return Arrays.copyOf(nodes, size);
  }
}
