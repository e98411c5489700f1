package dev.earshot.autodiff;

import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import java.util.Optional;

/** The bias and activation that follow a product, and their backward pass. */
final class FusedEpilogue {
  private final Optional<Tensor> bias;
  private final Epilogue epilogue;

  FusedEpilogue(Optional<Tensor> bias, Activation activation) {
    this.bias = bias;
    this.epilogue = new Epilogue(bias.map(Tensor::value), activation);
  }

  Epilogue kernelArgument() {
    return epilogue;
  }

  /**
   * Turns the output's gradient, in place, into the gradient with respect to the product, and adds
   * to the bias's gradient.
   */
  Matrix backward(Backend backend, Tensor output) {
    Matrix gradient = output.gradient();
    if (bias.isPresent() && bias.get().differentiable()) {
      Tensor row = bias.get();
      backend
          .dense()
          .epilogueBackward(
              epilogue.activation(), output.value(), gradient, row.claimGradient(), row.gradient());
    } else {
      backend.dense().activationBackward(epilogue.activation(), output.value(), gradient);
    }
    return gradient;
  }
}
