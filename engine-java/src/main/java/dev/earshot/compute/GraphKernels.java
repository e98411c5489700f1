package dev.earshot.compute;

/**
 * The graph method's own operations: linking the nodes of a subgraph, joining clips to a context,
 * reading a step's nodes from the epoch's schedule, keeping results until the epoch ends, and
 * finding the rows that a change of some nodes reaches. All data stays in the backend's memory, so
 * steps can follow each other without copies to the host. An output must not alias another
 * argument.
 */
public interface GraphKernels {
  /**
   * Computes the normalised adjacency of a subgraph from its nodes' neighbours, as {@link
   * NeighborKernels#neighbors} writes them.
   *
   * <p>Node i is linked blind, that is without regard to labels, if its random number ({@link
   * Philox#uniform} at row i, column 0) is below the rule's {@code blindShare}. Its near nodes are
   * then taken from {@code blindNearest}, otherwise from {@code nearest}.
   *
   * <p>{@code s_ij} is 1 if j is one of i's near nodes; else -1 if the rule has farthest edges and
   * j is i's farthest; else 0. If the rule is symmetric, {@code s_ij} becomes 1 if either direction
   * is 1, else -1 if either is -1. The result is S = s + w I with the rule's self weight w,
   * normalised by the rule's {@link Normalization}, in double before rounding.
   *
   * @param nearest n x {@code rule.nearest()} elements, -1 for none
   * @param blindNearest n x b elements in the same way, without regard to labels, for any b from
   *     {@code rule.nearest()} on; not read if the rule's {@code blindShare} is 0
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
   * Chooses random neighbours for the labelled nodes: {@code count} other nodes, all different,
   * each set with the same probability; fewer if there are fewer. The numbers come from {@link
   * Philox#below} at row i, columns 0, 1, ...: the k-th is one of the n - 1 - k nodes that are
   * left, in increasing order. A node without a label keeps its nearest.
   *
   * @param labels n elements, -1 for none
   * @param nearest n x q elements
   * @param neighbors n x b elements, b at least q and {@code count}; the places that are left get
   *     -1
   */
  void drawNeighbors(
      Indices labels, Indices nearest, int count, RandomSource random, Indices neighbors);

  /**
   * Joins clips to nodes of a context by edges from node to clip. The adjacency's first n rows, one
   * for each node, become empty. Row n + i belongs to clip i. It gets an edge +1 from each of the
   * first {@code count} nodes in row i of {@code nodes}, and a self-loop unless the rule uses
   * {@link Normalization#NEIGHBOR_MEAN}. Edges are weighted as in {@link #link}: a clip's degree
   * follows from these edges, a node's degree is given. Products with the transpose of the result
   * are not allowed.
   *
   * @param nodes clips x e elements, row-major; the first {@code count} of a row are distinct and
   *     in 0 .. n - 1
   * @param count the number of edges of each clip, at most e
   * @param degrees the degrees of the context's nodes among themselves, n x 1
   * @param adjacency (n + clips) x (n + clips), its entries replaced; columns increase within a row
   */
  void join(EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency);

  /**
   * Copies a graph without some of its edges. An edge between nodes i and j is dropped, in both
   * directions, if its random number ({@link Philox#uniform} at row min(i, j), column max(i, j)) is
   * below the rate. Loops stay. The weights of the other edges stay as they are.
   *
   * @param a n x n
   * @param rate in [0, 1]
   * @param kept n x n with room for the entries of a; its entries are replaced
   * @param whole n elements: 1 if row i of a lost no entry, else 0
   */
  void dropEdges(
      SparseMatrix a, double rate, RandomSource random, SparseMatrix kept, Indices whole);

  /**
   * Finds the rows of {@code a x} that a change of some rows of x reaches: {@code reached_i} is 1
   * if row i of a has an entry in a column j with {@code mask_j = changed}, else 0; {@code others_i
   * = 1 - reached_i}.
   *
   * @param a n x m
   * @param mask m elements
   * @param changed the mask's value for the rows of x that change
   * @param reached n elements
   * @param others n elements
   */
  void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others);

  /**
   * Reads the nodes of a step and their labels: {@code nodes_i = schedule_ri} with {@code r = step
   * mod R}, and {@code labels_i = allLabels[nodes_i]}.
   *
   * @param schedule R x w elements, row-major: each row holds the nodes of one step
   * @param rows R
   * @param step one element
   * @param allLabels N elements
   * @param nodes n elements, n at most w; the schedule names nodes in 0 .. N - 1
   * @param labels n elements
   */
  void takeNodes(
      Indices schedule, int rows, Indices step, Indices allLabels, Indices nodes, Indices labels);

  /**
   * Copies {@code row} to row {@code step mod R} of a table.
   *
   * @param row 1 x m
   * @param step one element
   * @param table R x m
   */
  void keepRow(Matrix row, Indices step, Matrix table);

  /**
   * For every i whose label is negative, {@code classes[nodes_i]} becomes the class with the
   * greatest logit of row i. Ties go to the lowest class.
   *
   * @param logits n x C
   * @param labels n elements
   * @param nodes n elements in 0 .. N - 1; no two with a negative label are equal
   * @param classes N elements
   */
  void keepClasses(Matrix logits, Indices labels, Indices nodes, Indices classes);

  /**
   * Adds 1 to the step number.
   *
   * @param step one element
   */
  void advance(Indices step);
}
