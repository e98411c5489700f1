package dev.earshot.compute;

/** Products with a sparse matrix: propagation over a graph's edges; and how the edges are made. */
public interface SparseKernels {
  /**
   * {@code y = activation(a x + bias)}.
   *
   * @param a n x k
   * @param x k x m
   * @param epilogue bias 1 x m, if any, and activation
   * @param y n x m, not x
   */
  void propagate(SparseMatrix a, Matrix x, Epilogue epilogue, Matrix y);

  /**
   * {@code c = a' b + beta c}, the gradient of {@link #propagate} by its input.
   *
   * @param a n x k
   * @param b n x m
   * @param beta 0 overwrites c, 1 adds to it
   * @param c k x m, not b
   */
  void propagateTransposed(SparseMatrix a, Matrix b, double beta, Matrix c);

  /**
   * Attention over a graph's edges (Velickovic et al. 2018), H heads of F columns each. With {@code
   * t_ih = sum_f x_i,hf target_hf} and {@code s_jh = sum_f x_j,hf source_hf}, each stored entry (i,
   * j) of the graph gets, for each head, the softmax over row i's entries of {@code leakyRelu(t_ih
   * + s_jh)}, and
   *
   * <pre>y_i,hf = activation(sum_j attention_ij,h x_j,hf + bias_hf)</pre>
   *
   * A row without entries mixes to 0. The graph's values are not looked at.
   *
   * @param graph n x n
   * @param x n x H F
   * @param vectors 2 x H F: target, then source
   * @param slope of the leaky ReLU below 0
   * @param epilogue bias 1 x H F, if any, and activation
   * @param scores n x 2 H, overwritten: t, then s
   * @param attention capacity x H, overwritten: one row a stored entry; rows behind the last entry
   *     are left as they are
   * @param y n x H F, not x
   */
  void attend(
      SparseMatrix graph,
      Matrix x,
      Matrix vectors,
      double slope,
      Epilogue epilogue,
      Matrix scores,
      Matrix attention,
      Matrix y);

  /**
   * The backward pass of {@link #attend} up to its epilogue, given the {@code scores} and {@code
   * attention} that it left.
   *
   * @param gradient the loss's gradient by the sum before the epilogue, n x H F
   * @param xBeta 0 overwrites {@code xGradient}, 1 adds to it
   * @param xGradient n x H F, not gradient
   * @param vectorsBeta as xBeta, for {@code vectorsGradient}
   * @param vectorsGradient 2 x H F
   */
  void attendBackward(
      SparseMatrix graph,
      Matrix x,
      Matrix vectors,
      double slope,
      Matrix scores,
      Matrix attention,
      Matrix gradient,
      double xBeta,
      Matrix xGradient,
      double vectorsBeta,
      Matrix vectorsGradient);

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
   * Where a change of some rows of x shows in {@code a x}: {@code reached_i} is 1 if row i of a has
   * an entry in a column j with {@code mask_j = changed}, else 0; {@code others_i = 1 - reached_i}.
   *
   * @param a n x m
   * @param mask m elements
   * @param reached n elements
   * @param others n elements, not reached
   */
  void reach(SparseMatrix a, Indices mask, int changed, Indices reached, Indices others);

  /** What {@link #reach} asks of its arguments. */
  static void checkReach(SparseMatrix a, Indices mask, Indices reached, Indices others) {
    Checks.length(mask, a.columns(), "mask");
    Checks.length(reached, a.rows(), "reached");
    Checks.length(others, a.rows(), "others");
  }

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

  /** Checks the shapes of the arguments of {@link #join}; returns e. */
  static int checkJoin(
      EdgeSettings rule, Indices nodes, int count, Matrix degrees, SparseMatrix adjacency) {
    Checks.shape(degrees, degrees.rows(), 1, "degrees");
    int clips = adjacency.rows() - degrees.rows();
    Checks.require(clips > 0, "%d rows for a context of %d", adjacency.rows(), degrees.rows());
    Checks.require(nodes.length() % clips == 0, "%d nodes for %d clips", nodes.length(), clips);
    int each = nodes.length() / clips;
    Checks.require(count >= 0 && count <= each, "%d edges of %d nodes", count, each);
    int entries = Math.multiplyExact(clips, count + (rule.hasLoops() ? 1 : 0));
    Checks.require(
        entries <= adjacency.capacity(),
        "%d entries for a capacity of %d",
        entries,
        adjacency.capacity());
    return each;
  }

  /** Checks the shapes of the arguments of {@link #link}. */
  static void checkLink(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      SparseMatrix adjacency) {
    int n = adjacency.rows();
    Checks.require(adjacency.columns() == n, "adjacency is %d x %d", n, adjacency.columns());
    Checks.length(nearest, n * rule.nearest(), "nearest");
    Checks.length(blindNearest, n * rule.nearest(), "blindNearest");
    Checks.length(farthest, n, "farthest");
  }

  /** Checks the arguments of {@link #attendBackward}. */
  static void checkAttentionBackward(
      SparseMatrix graph,
      Matrix x,
      Matrix vectors,
      Matrix scores,
      Matrix attention,
      Matrix gradient,
      Matrix xGradient,
      Matrix vectorsGradient) {
    checkAttention(graph, x, vectors, scores, attention);
    Checks.sameShape(gradient, x, "gradient");
    Checks.sameShape(xGradient, x, "xGradient");
    Checks.distinct(xGradient, gradient, "xGradient");
    Checks.sameShape(vectorsGradient, vectors, "vectorsGradient");
  }

  /** Checks the shapes of an attention's arguments and returns the number of heads. */
  static int checkAttention(
      SparseMatrix graph, Matrix x, Matrix vectors, Matrix scores, Matrix attention) {
    int heads = attention.columns();
    Checks.require(
        graph.rows() == graph.columns(), "graph is %d x %d", graph.rows(), graph.columns());
    Checks.require(x.columns() % heads == 0, "%d columns for %d heads", x.columns(), heads);
    Checks.shape(x, graph.rows(), x.columns(), "x");
    Checks.shape(vectors, 2, x.columns(), "vectors");
    Checks.shape(scores, graph.rows(), 2 * heads, "scores");
    Checks.shape(attention, graph.capacity(), heads, "attention");
    return heads;
  }
}
