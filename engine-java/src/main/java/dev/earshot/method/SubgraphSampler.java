package dev.earshot.method;

import dev.earshot.compute.Checks;
import dev.earshot.compute.PoolDraws;
import dev.earshot.compute.Streams;

/**
 * Draws the subgraphs of Algorithm 1: {@code perClass} labelled nodes of each class, with
 * replacement only when a class has fewer, and {@code unlabelledPerGraph} unlabelled ones. An epoch
 * sees every unlabelled node once; its last subgraph has fewer if they do not divide. Without
 * unlabelled nodes an epoch has as many subgraphs as it takes to hold all labelled nodes.
 *
 * <p>A subgraph is a pure function of (seed, epoch, index), so training can go on from anywhere.
 */
public final class SubgraphSampler {
  private final int[][] labelled;
  private final int[] unlabelled;
  private final int perClass;
  private final int unlabelledPerGraph;
  private final int perEpoch;
  private final PoolDraws draw;
  private final int[] order;
  private final boolean whole;
  private final int labelledCount;
  private int orderedEpoch = -1;

  /**
   * @param labelled the labelled nodes of each class
   * @param unlabelled the other nodes
   * @param perClass labelled nodes of each class in a subgraph
   * @param unlabelledPerGraph unlabelled nodes in a subgraph
   * @throws IllegalArgumentException if a class has no node
   */
  public SubgraphSampler(
      long seed, int[][] labelled, int[] unlabelled, int perClass, int unlabelledPerGraph) {
    this(seed, labelled, unlabelled, perClass, unlabelledPerGraph, false);
  }

  /**
   * One graph of all nodes, the same each time: an epoch is one step (the paper's ablation).
   *
   * @throws IllegalArgumentException if a class has no node
   */
  public static SubgraphSampler wholeGraph(long seed, int[][] labelled, int[] unlabelled) {
    return new SubgraphSampler(seed, labelled, unlabelled, 1, unlabelled.length, true);
  }

  private SubgraphSampler(
      long seed,
      int[][] labelled,
      int[] unlabelled,
      int perClass,
      int unlabelledPerGraph,
      boolean whole) {
    Checks.require(perClass >= 1, "perClass must be at least 1: %s", perClass);
    Checks.require(
        unlabelledPerGraph >= 0, "unlabelled must not be negative: %s", unlabelledPerGraph);
    int total = 0;
    for (int c = 0; c < labelled.length; c++) {
      Checks.require(labelled[c].length > 0, "class %s has no labelled node", c);
      total += labelled[c].length;
    }
    this.labelled = labelled;
    this.unlabelled = unlabelled;
    this.perClass = perClass;
    this.unlabelledPerGraph = unlabelledPerGraph;
    boolean anyUnlabelled = unlabelled.length > 0 && unlabelledPerGraph > 0;
    this.whole = whole;
    this.labelledCount = total;
    this.perEpoch =
        whole
            ? 1
            : anyUnlabelled
                ? Math.ceilDiv(unlabelled.length, unlabelledPerGraph)
                : Math.ceilDiv(total, perClass * labelled.length);
    this.draw = new PoolDraws(seed);
    this.order = new int[anyUnlabelled ? unlabelled.length : 0];
  }

  /** Number of subgraphs in an epoch. */
  public int subgraphsPerEpoch() {
    return perEpoch;
  }

  /** The most nodes a subgraph has. */
  public int capacity() {
    int fromClasses = whole ? labelledCount : perClass * labelled.length;
    return fromClasses + Math.min(unlabelledPerGraph, order.length);
  }

  /** Draws subgraph {@code index} of an epoch, both counted from 0. */
  public void draw(int epoch, int index, Subgraph into) {
    int step = Math.addExact(Math.multiplyExact(epoch, perEpoch), index);
    int size = 0;
    for (int c = 0; c < labelled.length; c++) {
      int count = perClass;
      if (whole) {
        count = labelled[c].length;
        System.arraycopy(labelled[c], 0, into.nodes(), size, count);
      } else {
        draw.draw(labelled[c], count, Streams.LABELLED_CHOICE, step, c, into.nodes(), size);
      }
      for (int k = 0; k < count; k++) {
        into.labels()[size++] = c;
      }
    }
    if (order.length > 0) {
      orderFor(epoch);
      int end = Math.min(order.length, (index + 1) * unlabelledPerGraph);
      for (int u = index * unlabelledPerGraph; u < end; u++) {
        into.nodes()[size] = order[u];
        into.labels()[size++] = -1;
      }
    }
    into.resize(size);
  }

  private void orderFor(int epoch) {
    if (epoch != orderedEpoch) {
      draw.draw(unlabelled, unlabelled.length, Streams.UNLABELLED_ORDER, epoch, 0, order, 0);
      orderedEpoch = epoch;
    }
  }
}
