package dev.earshot.compute.reference;

import dev.earshot.compute.Backend;
import dev.earshot.compute.CorruptionKernels;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.GraphKernels;
import dev.earshot.compute.HeapIndices;
import dev.earshot.compute.Indices;
import dev.earshot.compute.LossKernels;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;
import dev.earshot.compute.OptimizerKernels;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;

/**
 * Computes in double precision with plain loops. It is slow, and all other backends are checked
 * against it.
 */
public final class ReferenceBackend implements Backend {
  private final DenseKernels dense = new ReferenceDenseKernels();
  private final SparseKernels sparse = new ReferenceSparseKernels();
  private final LossKernels losses = new ReferenceLossKernels();
  private final CorruptionKernels corruption = new ReferenceCorruptionKernels();
  private final OptimizerKernels optimizer = new ReferenceOptimizerKernels();
  private final NeighborKernels neighbors = new ReferenceNeighborKernels();
  private final GraphKernels graphs = new ReferenceGraphKernels();

  ReferenceBackend() {}

  /** Opens the backend with checked arguments, as its provider does. */
  public static Backend open() {
    return new ReferenceBackendProvider().open();
  }

  @Override
  public String name() {
    return ReferenceBackendProvider.NAME;
  }

  @Override
  public String description() {
    return ReferenceBackendProvider.DESCRIPTION;
  }

  @Override
  public Matrix newMatrix(int rows, int columns) {
    return new ReferenceMatrix(rows, columns);
  }

  @Override
  public Indices newIndices(int length) {
    return new HeapIndices(length);
  }

  @Override
  public SparseMatrix newSparseMatrix(int rows, int columns, int capacity) {
    return new ReferenceSparseMatrix(rows, columns, capacity);
  }

  @Override
  public DenseKernels dense() {
    return dense;
  }

  @Override
  public SparseKernels sparse() {
    return sparse;
  }

  @Override
  public LossKernels losses() {
    return losses;
  }

  @Override
  public CorruptionKernels corruption() {
    return corruption;
  }

  @Override
  public OptimizerKernels optimizer() {
    return optimizer;
  }

  @Override
  public NeighborKernels neighbors() {
    return neighbors;
  }

  @Override
  public GraphKernels graphs() {
    return graphs;
  }

  /**
   * Zero rows do not save time here. But with {@code true} this backend runs the same calls as the
   * backends that it checks.
   */
  @Override
  public boolean leavesOutZeroRows() {
    return true;
  }

  @Override
  public void close() {
    // All memory is Java's own.
  }
}
