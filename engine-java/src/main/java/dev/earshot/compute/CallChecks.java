package dev.earshot.compute;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The argument checks of one backend's kernel families, and whether they are switched on. Recorded
 * work makes the same calls on the same buffers each time, so shapes and places in memory do not
 * change. It is therefore checked only until it has run once.
 *
 * <p>Each call first notes which thread makes it. A call that begins while another thread's call is
 * running is refused, because kernels use scratch memory of their backend. This is checked always.
 */
final class CallChecks {
  private static final Use INNER = () -> {};

  private final AtomicReference<Thread> user = new AtomicReference<>();
  private final Use outer = () -> user.set(null);
  private boolean on = true;

  /** A call that is running, to be closed at its end. */
  interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins a call. A call that a running call makes is part of it.
   *
   * @throws IllegalStateException if another thread's call is running
   */
  Use enter() {
    Thread thread = Thread.currentThread();
    if (user.get() == thread) {
      return INNER;
    }
    if (!user.compareAndSet(null, thread)) {
      throw new IllegalStateException(
          "two threads use one backend at the same time; open a backend for each thread");
    }
    return outer;
  }

  /** Whether calls are checked now. */
  boolean on() {
    return on;
  }

  /** Wraps work so that its calls are checked until it has completed once, and not afterwards. */
  Runnable untilRun(Runnable work) {
    return new Runnable() {
      private boolean checked;

      @Override
      public void run() {
        try (var _ = enter()) {
          boolean before = on;
          on = before && !checked;
          try {
            work.run();
            checked = true;
          } finally {
            on = before;
          }
        }
      }
    };
  }

  /** Requires a matrix of this shape. */
  static void shape(Matrix matrix, int rows, int columns, String name) {
    if (matrix.rows() != rows || matrix.columns() != columns) {
      throw new IllegalArgumentException(
          "%s is %s x %s, expected %s x %s"
              .formatted(name, matrix.rows(), matrix.columns(), rows, columns));
    }
  }

  /** Requires a matrix of the same shape as another. */
  static void sameShape(Matrix matrix, Matrix other, String name) {
    shape(matrix, other.rows(), other.columns(), name);
  }

  /** Requires an index vector of this length. */
  static void length(Indices indices, int length, String name) {
    if (indices.length() != length) {
      throw new IllegalArgumentException(
          "%s has %s elements, expected %s".formatted(name, indices.length(), length));
    }
  }

  /** Requires that an output does not alias another argument. */
  static void apart(Matrix output, String name, Matrix other, String otherName) {
    apart(output.overlap(other) == Overlap.NONE, name, otherName);
  }

  /** As {@link #apart(Matrix, String, Matrix, String)}. */
  static void apart(Indices output, String name, Indices other, String otherName) {
    apart(output.overlap(other) == Overlap.NONE, name, otherName);
  }

  private static void apart(boolean holds, String name, String otherName) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s overlaps %s: the operation cannot work in place".formatted(name, otherName));
    }
  }

  /** Requires that an output is the same as another argument or does not alias it. */
  static void sameOrApart(Matrix output, String name, Matrix other, String otherName) {
    if (output.overlap(other) == Overlap.PARTIAL) {
      throw new IllegalArgumentException(
          "%s overlaps %s in part: it must be the same or lie elsewhere"
              .formatted(name, otherName));
    }
  }

  /** Requires that the bias, if any, is one row with as many columns as y and does not alias y. */
  static void epilogue(Epilogue epilogue, Matrix y) {
    if (epilogue.bias().isPresent()) {
      Matrix bias = epilogue.bias().get();
      shape(bias, 1, y.columns(), "bias");
      apart(y, "y", bias, "bias");
    }
  }
}
