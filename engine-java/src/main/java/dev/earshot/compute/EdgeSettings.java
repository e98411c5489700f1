package dev.earshot.compute;

import dev.earshot.base.Checks;

/**
 * How the nodes of a subgraph are linked.
 *
 * @param nearest the number of +1 edges from each node to its nearest nodes (the paper's Q)
 * @param farthest whether each node also has a -1 edge to its farthest node
 * @param symmetric whether every edge also exists in the reverse direction; otherwise a node
 *     receives from its own neighbours only
 * @param blindShare the probability that in one step a labelled node is linked to its nearest among
 *     all nodes, instead of its nearest among those with its own label
 * @param normalization how the edges are weighted
 * @param selfWeight the weight w of a node's edge to itself
 */
public record EdgeSettings(
    int nearest,
    boolean farthest,
    boolean symmetric,
    double blindShare,
    Normalization normalization,
    double selfWeight) {
  /** Far more than help anyone. A damaged file may claim billions. */
  private static final int MOST_NEAREST = 10_000;

  private static final double MOST_SELF_WEIGHT = 1e6;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public EdgeSettings {
    Checks.range("nearest", nearest, 1, MOST_NEAREST);
    Checks.range("blindShare", blindShare, 0, 1);
    Checks.range("selfWeight", selfWeight, 0, MOST_SELF_WEIGHT);
  }

  /** The same with another number of near nodes. */
  public EdgeSettings withNearest(int other) {
    return new EdgeSettings(other, farthest, symmetric, blindShare, normalization, selfWeight);
  }

  /** The same with another probability of a blind link. */
  public EdgeSettings withBlindShare(double other) {
    return new EdgeSettings(nearest, farthest, symmetric, other, normalization, selfWeight);
  }

  /** Whether each node has an edge to itself. */
  public boolean hasLoops() {
    return normalization != Normalization.NEIGHBOR_MEAN;
  }

  /** The largest number of entries that the adjacency of n nodes can have, including self-loops. */
  public int capacity(int n) {
    int edges = nearest + (farthest ? 1 : 0);
    return Math.multiplyExact(n, 1 + (symmetric ? 2 : 1) * edges);
  }

  /**
   * The same rule for predictions. If training ignored labels, even in part, prediction ignores
   * them altogether. A new clip, whose label is unknown, is then linked as in training.
   */
  public EdgeSettings forPrediction() {
    return withBlindShare(blindShare > 0 ? 1 : 0);
  }
}
