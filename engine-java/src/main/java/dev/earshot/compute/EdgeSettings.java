package dev.earshot.compute;

/**
 * How the nodes of a subgraph are linked.
 *
 * @param nearest each node's number of +1 edges to its nearest nodes (the paper's Q)
 * @param farthest whether each node also has a -1 edge to its farthest node
 * @param symmetric whether an edge in one direction is one in both; otherwise a node receives from
 *     its neighbours only
 * @param blindShare probability that a labelled node, in one step, looks for its nearest among all
 *     nodes instead of those of its own label
 * @param normalization how the edges are weighed
 * @param selfWeight the weight w of a node's edge to itself
 */
public record EdgeSettings(
    int nearest,
    boolean farthest,
    boolean symmetric,
    double blindShare,
    Normalization normalization,
    double selfWeight) {
  public EdgeSettings {
    Checks.require(nearest >= 1, "nearest must be at least 1: %s", nearest);
    Checks.require(
        blindShare >= 0 && blindShare <= 1, "blindShare must be in [0, 1]: %s", blindShare);
    Checks.require(selfWeight >= 0, "selfWeight must not be negative: %s", selfWeight);
  }

  /** Whether each node has an edge to itself. */
  public boolean hasLoops() {
    return normalization != Normalization.NEIGHBOR_MEAN;
  }

  /** The most entries that the adjacency of n such nodes has, self-loops included. */
  public int capacity(int n) {
    int edges = nearest + (farthest ? 1 : 0);
    return Math.multiplyExact(n, 1 + (symmetric ? 2 : 1) * edges);
  }

  /**
   * The same rule for predictions: without regard to labels if training was, even in part, so that
   * a new clip, whose label is unknown, meets what the network was trained on.
   */
  public EdgeSettings forPrediction() {
    return new EdgeSettings(
        nearest, farthest, symmetric, blindShare > 0 ? 1 : 0, normalization, selfWeight);
  }
}
