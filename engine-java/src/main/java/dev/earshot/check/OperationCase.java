package dev.earshot.check;

import dev.earshot.compute.Backend;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * An operation as it is checked and timed.
 *
 * @param name such as {@code linear-relu}
 * @param tolerance the largest normalised squared error against the reference that is allowed
 * @param sizes the sizes to check, odd ones too
 * @param setUp lays the operation out on a workbench
 */
public record OperationCase(
    String name, double tolerance, List<Size> sizes, BiConsumer<Workbench, Size> setUp) {
  /** What an operation in float is held to, unless it says why not. */
  public static final double FLOAT_TOLERANCE = 1e-10;

  private static final long SEED = 20220601;

  /**
   * Lays the operation out in a backend's memory, every buffer between guard values; equal on every
   * backend, up to rounding.
   */
  public Workbench on(Backend backend, Size size) {
    return layOut(new GuardedBackend(backend), size);
  }

  /**
   * As {@link #on} without guard values: for timing, and where something else watches what lies
   * around a buffer.
   */
  public Workbench withoutGuards(Backend backend, Size size) {
    return layOut(backend, size);
  }

  private Workbench layOut(Backend backend, Size size) {
    Workbench workbench = new Workbench("%s %s".formatted(name, size), backend, SEED);
    setUp.accept(workbench, size);
    return workbench;
  }

  @Override
  public String toString() {
    return name;
  }
}
