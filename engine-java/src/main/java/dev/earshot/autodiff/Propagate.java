package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import java.util.Optional;

/**
 * {@code y = activation(A x + b)} with a sparse A that is not learnt. A is n x k, x is k x m, b is
 * 1 x m, y is n x m.
 *
 * <p>Let {@code g} be the gradient with respect to {@code A x + b}. Then {@code dx = A' g}, and
 * {@code db} is the column sums of g.
 */
public final class Propagate extends Operation {
  private final SparseMatrix a;
  private final Tensor x;
  private final FusedEpilogue epilogue;

  /** With a bias. */
  public Propagate(Backend backend, SparseMatrix a, Tensor x, Tensor bias, Activation activation) {
    super(backend, a.rows(), x.columns(), List.of(x, bias));
    this.a = a;
    this.x = x;
    this.epilogue = new FusedEpilogue(Optional.of(bias), activation);
  }

  /** Without bias and activation. */
  public Propagate(Backend backend, SparseMatrix a, Tensor x) {
    super(backend, a.rows(), x.columns(), List.of(x));
    this.a = a;
    this.x = x;
    this.epilogue = new FusedEpilogue(Optional.empty(), Activation.NONE);
  }

  @Override
  void forward() {
    backend().sparse().propagate(a, x.value(), epilogue.kernelArgument(), output().value());
  }

  @Override
  void backward() {
    Matrix gradient = epilogue.backward(backend(), output());
    if (x.differentiable()) {
      backend().sparse().propagateTransposed(a, gradient, x.claimGradient(), x.gradient());
    }
  }
}
