package dev.earshot.compute;

import java.util.Optional;

/**
 * The facade that checks the arguments of all kernel calls: shapes, counts, and that no output
 * aliases another argument unless this is allowed. The backend behind it only computes. Buffers
 * belong to that backend and are not wrapped.
 *
 * <p>Recorded work makes the same calls on the same buffers each time, so it is only checked until
 * it has run once. Afterwards calls pass straight through. Values in a buffer, such as a label or a
 * row number, are checked by the kernel that reads them.
 *
 * <p>A thread that uses the backend while a call of another thread is running is refused. Threads
 * may take turns, so a backend may be opened by one and used by another.
 */
final class CheckedBackend implements Backend {
  private final Backend backend;
  private final CallChecks checks = new CallChecks();
  private final DenseKernels dense;
  private final SparseKernels sparse;
  private final GraphKernels graphs;
  private final LossKernels losses;
  private final CorruptionKernels corruption;
  private final OptimizerKernels optimizer;
  private final NeighborKernels neighbors;
  private final Optional<FeatureKernels> features;

  CheckedBackend(Backend backend) {
    this.backend = backend;
    dense = new CheckedDenseKernels(backend.dense(), checks);
    sparse = new CheckedSparseKernels(backend.sparse(), checks);
    graphs = new CheckedGraphKernels(backend.graphs(), checks);
    losses = new CheckedLossKernels(backend.losses(), checks);
    corruption = new CheckedCorruptionKernels(backend.corruption(), checks);
    optimizer = new CheckedOptimizerKernels(backend.optimizer(), checks);
    neighbors = new CheckedNeighborKernels(backend.neighbors(), checks);
    features = backend.features().map(kernels -> new CheckedFeatureKernels(kernels, checks));
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public String description() {
    return backend.description();
  }

  @Override
  public Matrix newMatrix(int rows, int columns) {
    try (var _ = checks.enter()) {
      return backend.newMatrix(rows, columns);
    }
  }

  @Override
  public Indices newIndices(int length) {
    try (var _ = checks.enter()) {
      return backend.newIndices(length);
    }
  }

  @Override
  public SparseMatrix newSparseMatrix(int rows, int columns, int capacity) {
    try (var _ = checks.enter()) {
      return backend.newSparseMatrix(rows, columns, capacity);
    }
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
  public GraphKernels graphs() {
    return graphs;
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
  public Optional<FeatureKernels> features() {
    return features;
  }

  @Override
  public Runnable record(Runnable work) {
    return checks.untilRun(backend.record(work));
  }

  @Override
  public void split(int count, int smallest, RangeWork work) {
    try (var _ = checks.enter()) {
      backend.split(
          count,
          smallest,
          (from, to, on) -> work.run(from, to, on == backend ? this : new CheckedBackend(on)));
    }
  }

  @Override
  public int rowsAtATime() {
    return backend.rowsAtATime();
  }

  @Override
  public boolean leavesOutZeroRows() {
    return backend.leavesOutZeroRows();
  }

  @Override
  public <T extends Backend> Optional<T> unwrap(Class<T> type) {
    return backend.unwrap(type);
  }

  @Override
  public void close() {
    try (var _ = checks.enter()) {
      backend.close();
    }
  }
}
