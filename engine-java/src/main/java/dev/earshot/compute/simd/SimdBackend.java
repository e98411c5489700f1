package dev.earshot.compute.simd;

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
import java.util.function.Supplier;

/**
 * Float matrices in Java arrays. Scratch memory belongs to the kernels, grows to what the largest
 * call needs and is then reused: a step whose shapes repeat allocates nothing. Large products and
 * neighbour searches may be shared by several threads; each element of a result is computed by one
 * of them in the same order, so that results do not depend on how many there are.
 */
final class SimdBackend implements Backend {
  /** Two matrices of 256 floats a row and as wide a square of weights are 640 KB. */
  private static final int ROWS_AT_A_TIME = 192;

  private final Supplier<VectorOps> newOps;
  private final Workers workers;
  private final VectorOps ops;
  private final DenseKernels dense;
  private final SparseKernels sparse;
  private final LossKernels losses;
  private final CorruptionKernels corruption;
  private final OptimizerKernels optimizer;
  private final NeighborKernels neighbors;
  private final GraphKernels graphs = new SimdGraphKernels();

  /**
   * @param newOps makes the arithmetic of each thread
   * @param threads how many threads share large work, the caller's included
   */
  SimdBackend(Supplier<VectorOps> newOps, int threads) {
    this.newOps = newOps;
    workers = new Workers(newOps, threads);
    ops = workers.caller().ops;
    dense = new SimdDenseKernels(workers);
    sparse = new SimdSparseKernels(workers);
    losses = new SimdLossKernels(ops);
    corruption = new SimdCorruptionKernels(workers);
    optimizer = new SimdOptimizerKernels(ops);
    neighbors = new SimdNeighborKernels(workers);
  }

  @Override
  public String name() {
    return SimdBackendProvider.NAME;
  }

  @Override
  public String description() {
    String shared = workers.count() > 1 ? ", %d threads".formatted(workers.count()) : "";
    return ops.description() + shared;
  }

  @Override
  public Matrix newMatrix(int rows, int columns) {
    return new SimdMatrix(rows, columns);
  }

  @Override
  public Indices newIndices(int length) {
    return new HeapIndices(length);
  }

  @Override
  public SparseMatrix newSparseMatrix(int rows, int columns, int capacity) {
    return new SimdSparseMatrix(rows, columns, capacity);
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
  public boolean leavesOutZeroRows() {
    return true;
  }

  @Override
  public int rowsAtATime() {
    return ROWS_AT_A_TIME;
  }

  @Override
  public GraphKernels graphs() {
    return graphs;
  }

  @Override
  public void share(int count, int smallest, SharedWork work) {
    int ranges = Math.min(workers.count(), count / Math.max(1, smallest));
    if (ranges <= 1) {
      work.run(0, count, this);
      return;
    }
    workers.run(
        ranges,
        (range, worker) -> {
          int from = (int) ((long) count * range / ranges);
          int to = (int) ((long) count * (range + 1) / ranges);
          try (Backend alone = new SimdBackend(newOps, 1)) {
            work.run(from, to, alone);
          }
        });
  }

  @Override
  public void close() {
    workers.close();
  }
}
