package dev.earshot.compute;

import java.util.Optional;

/**
 * Owns memory and does arithmetic in it. All buffers given to a backend's kernels must be its own.
 *
 * <p>A backend belongs to one thread at a time; runs side by side open one each. One that was
 * opened with several threads shares out large work among its own.
 *
 * <p>One that a {@link BackendProvider} opened checks the arguments of every kernel call; what
 * implements this interface only computes.
 */
public interface Backend extends AutoCloseable {
  /** The name by which it is chosen: {@code reference}, {@code simd}, {@code cuda}. */
  String name();

  /** One line on what it runs on, for reports. */
  String description();

  /** A matrix of zeros. */
  Matrix newMatrix(int rows, int columns);

  /** A vector of zeros. */
  Indices newIndices(int length);

  /** A sparse matrix without entries. */
  SparseMatrix newSparseMatrix(int rows, int columns, int capacity);

  DenseKernels dense();

  SparseKernels sparse();

  GraphKernels graphs();

  LossKernels losses();

  CorruptionKernels corruption();

  OptimizerKernels optimizer();

  NeighborKernels neighbors();

  /** What takes features to a network's space on a device; none where the host is as near. */
  default Optional<FeatureKernels> features() {
    return Optional.empty();
  }

  /**
   * Prepares work made of this backend's kernel calls for being done many times. The work is the
   * same calls on the same buffers each time; only what the buffers hold differs. A device backend
   * captures the calls and launches them as one; elsewhere this is the work itself. The work is not
   * done by this call. Its calls' arguments are checked until it has run once, not at later runs.
   */
  default Runnable record(Runnable work) {
    return work;
  }

  /** Work on elements from .. to - 1 of something, done on a backend. */
  interface SharedWork {
    void run(int from, int to, Backend backend);
  }

  /**
   * Does work on elements 0 .. count - 1, in as many ranges of at least {@code smallest} elements
   * as this backend has threads, each range with a backend of its own to compute on; that backend
   * and its buffers may be used in the work alone. Here: on this backend, all in one range.
   */
  default void share(int count, int smallest, SharedWork work) {
    work.run(0, count, this);
  }

  /**
   * How many rows of a long table are best taken through a network at a time: many on a device, on
   * a CPU as many as stay in its cache beside the weights.
   */
  default int rowsAtATime() {
    return 2048;
  }

  /**
   * Whether products take less time when rows of the left factor or of a gradient are all zeros, so
   * that it pays to make rows zero whose results are known.
   */
  default boolean leavesOutZeroRows() {
    return false;
  }

  /** This backend as what it is behind its checks, if it is of this class. */
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

  /** Gives back what the backend holds; its buffers must not be used afterwards. */
  @Override
  void close();
}
