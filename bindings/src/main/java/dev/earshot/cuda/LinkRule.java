package dev.earshot.cuda;

/**
 * How neighbours become a normalised adjacency, as {@code graph.EdgeSettings} says it.
 *
 * @param nearest edges +1 of each node
 * @param farthest whether each node has an edge -1 too
 * @param symmetric whether an edge in one direction is one in both
 * @param blindShare probability that a node's nearest are those found without regard to labels
 * @param weighting how the edges are weighed
 * @param selfWeight the weight of a node's edge to itself
 */
record LinkRule(
    int nearest,
    boolean farthest,
    boolean symmetric,
    double blindShare,
    Weighting weighting,
    double selfWeight) {
  /** As {@code graph.Normalization}; the order is that of the kernel's numbers. */
  enum Weighting {
    SYMMETRIC,
    ROW,
    NEIGHBOR_MEAN,
    SUM
  }
}
