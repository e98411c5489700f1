package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/**
 * A graph without some of its edges, others in each step (see {@link
 * dev.earshot.compute.GraphKernels#dropEdges}). The output is empty: the result is {@link #graph}.
 */
public final class DropEdges extends Operation {
  private final SparseMatrix a;
  private final double rate;
  private final RandomSource random;
  private final SparseMatrix graph;
  private final Indices whole;

  /**
   * @param a n x n
   * @param rate the probability that an edge is dropped, in both directions
   */
  public DropEdges(Backend backend, SparseMatrix a, double rate, RandomSource random) {
    super(backend, 0, 0, List.of());
    this.a = a;
    this.rate = rate;
    this.random = random;
    graph = backend.newSparseMatrix(a.rows(), a.columns(), a.capacity());
    whole = backend.newIndices(a.rows());
  }

  /** The graph with the edges that are left, n x n. */
  public SparseMatrix graph() {
    return graph;
  }

  /** n elements: 1 for a node that lost no edge in this step, else 0. */
  public Indices whole() {
    return whole;
  }

  @Override
  void forward() {
    backend().graphs().dropEdges(a, rate, random, graph, whole);
  }

  @Override
  void backward() {
    throw new IllegalStateException("a graph has no gradient");
  }
}
