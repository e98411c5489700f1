package dev.earshot.check;

import dev.earshot.compute.Backend;
import dev.earshot.compute.CorruptionKernels;
import dev.earshot.compute.DenseKernels;
import dev.earshot.compute.FeatureKernels;
import dev.earshot.compute.GraphKernels;
import dev.earshot.compute.Indices;
import dev.earshot.compute.LossKernels;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.NeighborKernels;
import dev.earshot.compute.OptimizerKernels;
import dev.earshot.compute.SparseKernels;
import dev.earshot.compute.SparseMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A backend whose matrices and index vectors are slices of larger buffers, between guard values. A
 * kernel that writes outside of its buffer changes a guard value. Each buffer has a different guard
 * value, so that a copy of too many elements is found, too.
 */
final class GuardedBackend implements Backend {
  /** Guard values on each side. A multiple of the widest vector keeps the buffers' alignment. */
  static final int GUARDS = 32;

  private final Backend backend;
  private final List<Guard> guards = new ArrayList<>();

  GuardedBackend(Backend backend) {
    this.backend = backend;
  }

  /** The guard values around one buffer. */
  private sealed interface Guard {
    /** A description of the buffer: its name, if the function gives one, and its shape. */
    String buffer(Function<Object, Optional<String>> names);

    /**
     * The first element outside of the buffer that was written, counted from the buffer's start.
     */
    Optional<String> written();
  }

  private record MatrixGuard(Matrix matrix, Matrix before, Matrix behind, double value)
      implements Guard {
    @Override
    public String buffer(Function<Object, Optional<String>> names) {
      return "matrix %s (%s x %s)"
          .formatted(names.apply(matrix).orElse("without a name"), matrix.rows(), matrix.columns());
    }

    @Override
    public Optional<String> written() {
      double[] first = before.toArray();
      double[] last = behind.toArray();
      return GuardedBackend.written(matrix.size(), i -> first[i] == value, i -> last[i] == value);
    }
  }

  private record IndicesGuard(Indices indices, Indices before, Indices behind, int value)
      implements Guard {
    @Override
    public String buffer(Function<Object, Optional<String>> names) {
      return "index vector %s (%s)"
          .formatted(names.apply(indices).orElse("without a name"), indices.length());
    }

    @Override
    public Optional<String> written() {
      int[] first = before.toArray();
      int[] last = behind.toArray();
      return GuardedBackend.written(
          indices.length(), i -> first[i] == value, i -> last[i] == value);
    }
  }

  private static Optional<String> written(
      int size, IntPredicate intactBefore, IntPredicate intactBehind) {
    return IntStream.concat(
            IntStream.range(0, GUARDS).filter(i -> !intactBefore.test(i)).map(i -> i - GUARDS),
            IntStream.range(0, GUARDS).filter(i -> !intactBehind.test(i)).map(i -> size + i))
        .mapToObj("element %s"::formatted)
        .findFirst();
  }

  /**
   * Requires that no guard value has changed.
   *
   * @param operation name of the operation that ran, for the message
   * @param names gives the name of a matrix or an index vector, if it has one
   * @throws IllegalStateException if a guard value was written; the message names the buffers
   */
  void requireIntact(String operation, Function<Object, Optional<String>> names) {
    List<String> spoilt = new ArrayList<>();
    for (Guard guard : guards) {
      guard
          .written()
          .ifPresent(element -> spoilt.add("%s of %s".formatted(element, guard.buffer(names))));
    }
    if (!spoilt.isEmpty()) {
      throw new IllegalStateException(
          "%s wrote outside of its buffers: %s".formatted(operation, String.join(", ", spoilt)));
    }
  }

  @Override
  public Matrix newMatrix(int rows, int columns) {
    int size = Math.multiplyExact(rows, columns);
    Matrix whole = backend.newMatrix(1, size + 2 * GUARDS);
    // A value far from all results. It is exact in float, and negative so that a ReLU changes it.
    double value = -(1 << 20) - guards.size();
    whole.fill(value);
    Matrix matrix = whole.slice(GUARDS, rows, columns);
    matrix.fill(0);
    Matrix before = whole.slice(0, 1, GUARDS);
    Matrix behind = whole.slice(GUARDS + size, 1, GUARDS);
    guards.add(new MatrixGuard(matrix, before, behind, value));
    return matrix;
  }

  @Override
  public Indices newIndices(int length) {
    // A value that is no valid row, node or label.
    int value = Integer.MIN_VALUE + guards.size();
    int[] values = new int[length + 2 * GUARDS];
    for (int i = 0; i < GUARDS; i++) {
      values[i] = value;
      values[GUARDS + length + i] = value;
    }
    Indices whole = backend.indicesOf(values);
    Indices indices = whole.slice(GUARDS, length);
    Indices before = whole.slice(0, GUARDS);
    Indices behind = whole.slice(GUARDS + length, GUARDS);
    guards.add(new IndicesGuard(indices, before, behind, value));
    return indices;
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
  public SparseMatrix newSparseMatrix(int rows, int columns, int capacity) {
    return backend.newSparseMatrix(rows, columns, capacity);
  }

  @Override
  public DenseKernels dense() {
    return backend.dense();
  }

  @Override
  public SparseKernels sparse() {
    return backend.sparse();
  }

  @Override
  public GraphKernels graphs() {
    return backend.graphs();
  }

  @Override
  public LossKernels losses() {
    return backend.losses();
  }

  @Override
  public CorruptionKernels corruption() {
    return backend.corruption();
  }

  @Override
  public OptimizerKernels optimizer() {
    return backend.optimizer();
  }

  @Override
  public NeighborKernels neighbors() {
    return backend.neighbors();
  }

  @Override
  public Optional<FeatureKernels> features() {
    return backend.features();
  }

  @Override
  public Runnable record(Runnable work) {
    return backend.record(work);
  }

  @Override
  public void split(int count, int smallest, RangeWork work) {
    backend.split(count, smallest, work);
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
    backend.close();
  }
}
