package dev.earshot.compute;

/**
 * {@link SparseKernels#link} for backends that work in Java's own memory. An instance keeps its
 * arrays from call to call.
 */
public final class HeapLinks {
  private final SignedGraph graph = new SignedGraph();
  private long seed;
  private Philox philox = new Philox(seed);

  /** See {@link SparseKernels#link}. */
  public void link(
      EdgeSettings rule,
      Indices nearest,
      Indices blindNearest,
      Indices farthest,
      RandomSource blindChoice,
      SparseMatrix adjacency) {
    SparseKernels.checkLink(rule, nearest, blindNearest, farthest, adjacency);
    if (seed != blindChoice.seed()) {
      seed = blindChoice.seed();
      philox = new Philox(seed);
    }
    graph.link(
        rule,
        HeapIndices.data(nearest),
        HeapIndices.data(blindNearest),
        HeapIndices.data(farthest),
        philox,
        blindChoice.stream(),
        HeapIndices.data(blindChoice.step())[0]);
    graph.normalize(rule.normalization(), rule.selfWeight());
    graph.writeTo(adjacency);
  }
}
