package dev.earshot.method;

import dev.earshot.nn.BalancedSampler;
import java.util.Arrays;

/**
 * Draws the subgraphs of Algorithm 1. They are class-balanced batches (see {@link BalancedSampler})
 * of {@code perClass} labelled nodes of each class and {@code unlabelledPerGraph} unlabelled nodes.
 * It can also give one graph of all nodes.
 */
public final class SubgraphSampler {
  private final BalancedSampler sampler;
  private final int[][] labelled;
  private final boolean whole;
  private final int labelledCount;

  /**
   * A sampler of subgraphs.
   *
   * @param seed seed of all draws
   * @param labelled the labelled nodes of each class
   * @param unlabelled the other nodes
   * @param perClass labelled nodes of each class in a subgraph
   * @param unlabelledPerGraph unlabelled nodes in a subgraph
   * @throws IllegalArgumentException if a class has no node
   */
  public SubgraphSampler(
      long seed, int[][] labelled, int[] unlabelled, int perClass, int unlabelledPerGraph) {
    this(
        new BalancedSampler(seed, labelled, unlabelled, perClass, unlabelledPerGraph),
        labelled,
        false);
  }

  /**
   * A sampler that always gives one graph of all nodes, so that an epoch is one step (the paper's
   * ablation).
   *
   * @param seed seed of the order of the unlabelled nodes
   * @param labelled the labelled nodes of each class
   * @param unlabelled the other nodes
   * @throws IllegalArgumentException if a class has no node
   */
  public static SubgraphSampler wholeGraph(long seed, int[][] labelled, int[] unlabelled) {
    BalancedSampler sampler = new BalancedSampler(seed, labelled, unlabelled, 1, unlabelled.length);
    return new SubgraphSampler(sampler, labelled, true);
  }

  private SubgraphSampler(BalancedSampler sampler, int[][] labelled, boolean whole) {
    this.sampler = sampler;
    this.labelled = labelled;
    this.whole = whole;
    int total = 0;
    for (int[] nodes : labelled) {
      total += nodes.length;
    }
    labelledCount = total;
  }

  /** Number of subgraphs in an epoch. */
  public int subgraphsPerEpoch() {
    return whole ? 1 : sampler.batchesPerEpoch();
  }

  /** The most nodes a subgraph has. */
  public int capacity() {
    return whole ? sampler.capacity() - labelled.length + labelledCount : sampler.capacity();
  }

  /** Draws subgraph {@code index} of an epoch, both counted from 0. */
  public void draw(int epoch, int index, Subgraph into) {
    int size = sampler.draw(epoch, index, into.nodes(), into.labels());
    into.resize(whole ? putAllLabelled(into, size) : size);
  }

  /** Replaces the one node drawn of each class by all nodes of that class. */
  private int putAllLabelled(Subgraph graph, int drawn) {
    int unlabelled = drawn - labelled.length;
    System.arraycopy(graph.nodes(), labelled.length, graph.nodes(), labelledCount, unlabelled);
    int size = 0;
    for (int c = 0; c < labelled.length; c++) {
      System.arraycopy(labelled[c], 0, graph.nodes(), size, labelled[c].length);
      Arrays.fill(graph.labels(), size, size + labelled[c].length, c);
      size += labelled[c].length;
    }
    Arrays.fill(graph.labels(), size, size + unlabelled, -1);
    return size + unlabelled;
  }
}
