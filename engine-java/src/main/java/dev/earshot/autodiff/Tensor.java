package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import java.util.Optional;

/** A value on a tape and, if anything upstream is to be learnt, the loss's gradient by it. */
public final class Tensor {
  private final Matrix value;
  private final Optional<Matrix> gradient;
  private boolean gradientWritten;
  private int consumers;

  private Tensor(Matrix value, Optional<Matrix> gradient) {
    this.value = value;
    this.gradient = gradient;
  }

  /** A value that needs no gradient. */
  public static Tensor constant(Matrix value) {
    return new Tensor(value, Optional.empty());
  }

  /** A value to be learnt, and where the loss's gradient by it goes. */
  public static Tensor variable(Matrix value, Matrix gradient) {
    return new Tensor(value, Optional.of(gradient));
  }

  static Tensor result(Backend backend, int rows, int columns, boolean differentiable) {
    return new Tensor(
        backend.newMatrix(rows, columns),
        differentiable ? Optional.of(backend.newMatrix(rows, columns)) : Optional.empty());
  }

  public Matrix value() {
    return value;
  }

  /** The loss's gradient by the value, valid after a backward pass. */
  public Matrix gradient() {
    return gradient.orElseThrow(() -> new IllegalStateException("a constant has no gradient"));
  }

  /** Whether there is a gradient. */
  public boolean differentiable() {
    return gradient.isPresent();
  }

  public int rows() {
    return value.rows();
  }

  public int columns() {
    return value.columns();
  }

  /**
   * Called by an operation about to contribute to the gradient: the factor for what is there
   * already, 0 for the first of a pass and 1 for later ones.
   */
  double claimGradient() {
    double beta = gradientWritten ? 1 : 0;
    gradientWritten = true;
    return beta;
  }

  boolean gradientWritten() {
    return gradientWritten;
  }

  void resetGradient() {
    gradientWritten = false;
  }

  void addConsumer() {
    consumers++;
  }

  int consumers() {
    return consumers;
  }
}
