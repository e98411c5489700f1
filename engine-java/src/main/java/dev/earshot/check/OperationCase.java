package dev.earshot.check;

import dev.earshot.compute.Backend;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A description of an operation, by which it is checked and timed.
 *
 * @param name its name, such as {@code linear-bias-relu}
 * @param tolerance the largest normalised squared error against the reference that is allowed
 * @param sizes the sizes to check, odd ones included
 * @param setUp sets the operation up on a workbench
 */
public record OperationCase(
    String name, double tolerance, List<Size> sizes, BiConsumer<Workbench, Size> setUp) {
  /** The tolerance of operations in float. A case with another tolerance says why. */
  public static final double FLOAT_TOLERANCE = 1e-10;

  private static final long SEED = 20220601;

  /** A case with the tolerance of floats. */
  static OperationCase of(String name, List<Size> sizes, BiConsumer<Workbench, Size> setUp) {
    return new OperationCase(name, FLOAT_TOLERANCE, sizes, setUp);
  }

  /**
   * Sets the operation up in a backend's memory, with every buffer between guard values. The inputs
   * are equal on every backend, up to rounding.
   */
  public Workbench on(Backend backend, Size size) {
    return layOut(new GuardedBackend(backend), size);
  }

  /**
   * The same as {@link #on}, without guard values. It is for timing, and for runs in which another
   * tool checks the memory around a buffer.
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
