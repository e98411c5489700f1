package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import java.util.Optional;

/**
 * A value on a tape. If it depends on parameters to be learnt, it also has the loss's gradient with
 * respect to it.
 */
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

  /** A value to be learnt, and the matrix that receives the loss's gradient with respect to it. */
  public static Tensor variable(Matrix value, Matrix gradient) {
    return new Tensor(value, Optional.of(gradient));
  }

  static Tensor result(Backend backend, int rows, int columns, boolean differentiable) {
    return new Tensor(
        backend.newMatrix(rows, columns),
        differentiable ? Optional.of(backend.newMatrix(rows, columns)) : Optional.empty());
  }

  /** The value. */
  public Matrix value() {
    return value;
  }

  /**
   * The loss's gradient with respect to the value, valid after a backward pass.
   *
   * @throws IllegalStateException if the tensor is a constant
   */
  public Matrix gradient() {
    return gradient.orElseThrow(() -> new IllegalStateException("a constant has no gradient"));
  }

  /** Whether this tensor has a gradient. */
  public boolean differentiable() {
    return gradient.isPresent();
  }

  /** Number of rows. */
  public int rows() {
    return value.rows();
  }

  /** Number of columns. */
  public int columns() {
    return value.columns();
  }

  /**
   * An operation calls this before it adds to the gradient. Returns the factor for the gradient's
   * old value: 0 for the first contribution of a pass, 1 for later ones.
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
