package dev.earshot.compute;

/**
 * The method's own operations on subgraphs: linking nodes and joining clips to them, what a
 * training step takes from its epoch and leaves for the epoch's end, and where a change of some
 * nodes shows. All is in the backend's memory, so that steps follow each other without a look from
 * outside. What is written has no element in common with another argument.
 */
public interface GraphKernels {
  /**
   * The normalised adjacency of a subgraph from its nodes' neighbours, as {@link
   * NeighborKernels#neighbors} leaves them. A node is treated blind where its random number ({@link
   * Philox#uniform} at row i, column 0) is below the rule's {@code blindShare}; its near nodes are
   * then those of {@code blindNearest}. With {@code s_ij} = 1 if j is one of i's near nodes, else
   * -1 if the rule has farthest edges and j is i's farthest, else 0; and, by a symmetric rule, 1 if
   * either direction is, else -1 if either is: S = s + w I with the rule's self weight w,
   * normalised as {@link Normalization} says, in double before rounding.
   *
   * @param nearest n x {@code rule.nearest()} elements, -1 for none
   * @param blindNearest the same; not looked at when the rule's {@code blindShare} is 0
   * @param farthest n elements, -1 for none
   * @param adjacency n x n, its entries replaced; columns increase within a row
   */
  void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency);

  /**
   * Joins clips to nodes of a context, directed from node to clip: the first rows of the adjacency,
   * one for each node, become empty; row n + i gets an edge +1 from each of the first {@code count}
   * nodes named in row i of {@code nodes}, and, unless by {@link Normalization#NEIGHBOR_MEAN}, its
   * own loop. Weighed as in {@link #link}, with the clip's degree from these and the nodes' as
   * given. Products with the transpose must not follow.
   *
   * @param nodes clips x e elements, row-major; the first {@code count} of a row differ and are in
   *     0 .. n - 1
   * @param count edges of each clip, at most e
   * @param degrees of the context's nodes among themselves, n x 1
   * @param adjacency (n + clips) x (n + clips), its entries replaced; columns increase within a row
   */
  void join(EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency);

  /**
   * Where a change of some rows of x shows in {@code a x}: {@code reached_i} is 1 if row i of a has
   * an entry in a column j with {@code mask_j = changed}, else 0; {@code others_i = 1 - reached_i}.
   *
   * @param a n x m
   * @param mask m elements
   * @param reached n elements
   * @param others n elements
   */
  void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others);

  /**
   * The nodes of a step and their labels: {@code nodes_i = schedule_ri} with {@code r = step mod
   * R}, and {@code labels_i = allLabels[nodes_i]}.
   *
   * @param schedule R x w elements, row-major: in each row the nodes of a step
   * @param rows R
   * @param step one element
   * @param allLabels N elements
   * @param nodes n elements, n at most w; the schedule names nodes in 0 .. N - 1
   * @param labels n elements
   */
  void takeNodes(
      Indices schedule, int rows, Indices step, Indices allLabels, Indices nodes, Indices labels);

  /**
   * Row {@code step mod R} of a table becomes {@code row}.
   *
   * @param row 1 x m
   * @param step one element
   * @param table R x m
   */
  void keepRow(Matrix row, Indices step, Matrix table);

  /**
   * {@code classes[nodes_i]} becomes the class with the greatest of i's logits, the lowest among
   * equal ones, for every i whose label is negative.
   *
   * @param logits n x C
   * @param labels n elements
   * @param nodes n elements in 0 .. N - 1; no two with a negative label are equal
   * @param classes N elements
   */
  void keepClasses(Matrix logits, Indices labels, Indices nodes, Indices classes);

  /** Adds 1 to a counter of one element. */
  void advance(Indices step);
}
