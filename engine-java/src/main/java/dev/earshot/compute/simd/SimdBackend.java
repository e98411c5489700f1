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
 * Float matrices in Java arrays. Scratch memory belongs to the kernels. It grows to the size that
 * the largest call needs and is then reused, so a step with repeated shapes allocates nothing.
 * Large products and neighbour searches may be divided among several threads. Each element of a
 * result is computed by one thread in a fixed order, so results do not depend on the number of
 * threads.
 */
final class SimdBackend implements Backend {
  /**
   * Two matrices with this many rows of 256 floats and a 256 x 256 matrix of weights take 640 KB.
   */
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
   * @param newOps creates the arithmetic of each thread
   * @param threads the number of threads that large work is divided among, including the caller's
   */
  SimdBackend(Supplier<VectorOps> newOps, int threads) {
    this.newOps = newOps;
    workers = new Workers(newOps, threads);
    ops = workers.caller().ops;
    dense = new SimdDenseKernels(workers);
    sparse = new SimdSparseKernels(workers);
    losses = new SimdLossKernels(ops);
    corruption = new SimdCorruptionKernels(workers);
    optimizer = new SimdOptimizerKernels();
    neighbors = new SimdNeighborKernels(workers);
  }

  @Override
  public String name() {
    return SimdBackendProvider.NAME;
  }

  @Override
  public String description() {
    String shared = workers.count() > 1 ? ", %s threads".formatted(workers.count()) : "";
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
  public void split(int count, int smallest, RangeWork work) {
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
