package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * {@code y = activation(x w + b)}. x is n x k, w is k x m, b is 1 x m, y is n x m.
 *
 * <p>Let {@code g} be the gradient with respect to {@code x w + b}. Then {@code dx = g w'}, {@code
 * dw = x' g}, and {@code db} is the column sums of g.
 */
public final class Linear extends Operation {
  private final Tensor x;
  private final Tensor w;
  private final FusedEpilogue epilogue;

  /** With a bias. */
  public Linear(Backend backend, Tensor x, Tensor w, Tensor bias, Activation activation) {
    super(backend, x.rows(), w.columns(), List.of(x, w, bias));
    this.x = x;
    this.w = w;
    this.epilogue = new FusedEpilogue(Optional.of(bias), activation);
  }

  /** Without bias and activation. */
  public Linear(Backend backend, Tensor x, Tensor w) {
    super(backend, x.rows(), w.columns(), List.of(x, w));
    this.x = x;
    this.w = w;
    this.epilogue = new FusedEpilogue(Optional.empty(), Activation.NONE);
  }

  @Override
  void forward() {
    backend().dense().linear(x.value(), w.value(), epilogue.kernelArgument(), output().value());
  }

  @Override
  void backward() {
    Matrix gradient = epilogue.backward(backend(), output());
    if (w.differentiable()) {
      backend().dense().multiplyTransposedA(x.value(), gradient, w.claimGradient(), w.gradient());
    }
    if (x.differentiable()) {
      backend().dense().multiplyTransposedB(gradient, w.value(), x.claimGradient(), x.gradient());
    }
  }
}
