package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;
import java.util.List;
import java.util.Optional;

/** {@code y = activation(a + b + bias)}. a, b and y are n x m, bias is 1 x m. */
public final class Sum extends Operation {
  private final Tensor a;
  private final Tensor b;
  private final FusedEpilogue epilogue;

  /** The sum of two matrices and a bias row, then the activation. */
  public Sum(Backend backend, Tensor a, Tensor b, Tensor bias, Activation activation) {
    super(backend, a.rows(), a.columns(), List.of(a, b, bias));
    this.a = a;
    this.b = b;
    this.epilogue = new FusedEpilogue(Optional.of(bias), activation);
  }

  @Override
  void forward() {
    Matrix y = output().value();
    backend().dense().add(1, a.value(), 0, y);
    backend().dense().add(1, b.value(), 1, y);
    backend().dense().applyEpilogue(epilogue.kernelArgument(), y);
  }

  private void addTo(Tensor input, Matrix gradient) {
    if (input.differentiable()) {
      backend().dense().add(1, gradient, input.claimGradient(), input.gradient());
    }
  }

  @Override
  void backward() {
    Matrix gradient = epilogue.backward(backend(), output());
    addTo(a, gradient);
    addTo(b, gradient);
  }
}
