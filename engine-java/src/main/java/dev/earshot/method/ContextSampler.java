package dev.earshot.method;

import dev.earshot.compute.PoolDraws;
import dev.earshot.compute.Streams;
import java.util.Arrays;

/**
 * Draws the balanced sets of training nodes that new clips are joined to. A set has up to {@code
 * perClass} nodes of each class, by true labels and pseudo-labels. No node is drawn twice.
 */
public final class ContextSampler {
  private final PoolDraws draw;

  /** A sampler whose draws follow from the seed. */
  public ContextSampler(long seed) {
    draw = new PoolDraws(seed);
  }

  /**
   * Draws the nodes of one context.
   *
   * @param pools the nodes of each class
   * @param perClass the most nodes of each class to draw
   * @param number number of the context within its model, from 0
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
