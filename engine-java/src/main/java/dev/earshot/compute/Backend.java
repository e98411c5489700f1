package dev.earshot.compute;

import java.util.Optional;

/**
 * Owns memory and does arithmetic in it. A backend's kernels accept only buffers of the same
 * backend.
 *
 * <p>Only one thread at a time may use a backend: a call that begins while another thread's call is
 * running throws {@link IllegalStateException}. Concurrent runs open one backend each. A backend
 * that was opened with several threads divides large work among its own threads.
 *
 * <p>A backend that a {@link BackendProvider} opened checks the arguments of every kernel call. The
 * implementations behind these checks only compute.
 */
public interface Backend extends AutoCloseable {
  /** The name that selects this backend: {@code reference}, {@code simd}, {@code cuda}. */
  String name();

  /** One line for reports that says on what the backend runs. */
  String description();

  /** A matrix of zeros. */
  Matrix newMatrix(int rows, int columns);

  /** A vector of zeros. */
  Indices newIndices(int length);

  /** A sparse matrix without entries, with room for {@code capacity} entries. */
  SparseMatrix newSparseMatrix(int rows, int columns, int capacity);

  /** Dense products and sums. */
  DenseKernels dense();

  /** Products with sparse matrices, and attention. */
  SparseKernels sparse();

  /** Building subgraphs, and the bookkeeping of a training step. */
  GraphKernels graphs();

  /** Losses and their gradients. */
  LossKernels losses();

  /** Gathering rows, and random corruptions. */
  CorruptionKernels corruption();

  /** Updates of parameters. */
  OptimizerKernels optimizer();

  /** Exact nearest and farthest neighbours. */
  NeighborKernels neighbors();

  /**
   * Kernels that map features into a network's feature space on a device. Empty for a backend that
   * works in the host's memory.
   */
  default Optional<FeatureKernels> features() {
    return Optional.empty();
  }

  /**
   * Prepares a sequence of this backend's kernel calls for many repetitions. Each run must make the
   * same calls on the same buffers; only the contents of the buffers may differ. A device backend
   * captures the calls and launches them as one. Other backends return the work itself. This method
   * does not run the work. Arguments are checked until the work has run once, and not in later
   * runs.
   */
  default Runnable record(Runnable work) {
    return work;
  }

  /** Work on elements from .. to - 1 that computes on the given backend. */
  interface RangeWork {
    void run(int from, int to, Backend backend);
  }

  /**
   * Does work on elements 0 .. count - 1. They are divided into at most one range for each of this
   * backend's threads, each range of at least {@code smallest} elements. Each range computes on a
   * backend of its own; that backend and its buffers must not be used outside the work. This
   * default does all work in one range on this backend.
   */
  default void split(int count, int smallest, RangeWork work) {
    work.run(0, count, this);
  }

  /**
   * The number of rows of a long table that a network should compute at a time. On a device it is
   * large. On a CPU these rows should fit in the cache beside the weights.
   */
  default int rowsAtATime() {
    return 2048;
  }

  /**
   * Whether products take less time when rows of the left factor or of a gradient are all zeros. If
   * so, it saves time to set rows to zero whose results are already known.
   */
  default boolean leavesOutZeroRows() {
    return false;
  }

  /** The backend behind the argument checks if it is of this class, else empty. */
  default <T extends Backend> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
  }

  /** A matrix that holds these values, row-major. */
  default Matrix matrixOf(int rows, int columns, double... values) {
    Matrix matrix = newMatrix(rows, columns);
    matrix.write(values);
    return matrix;
  }

  /** A vector that holds these values. */
  default Indices indicesOf(int... values) {
    Indices indices = newIndices(values.length);
    indices.write(values);
    return indices;
  }

  /** Releases everything that the backend holds; its buffers must not be used afterwards. */
  @Override
  void close();
}
