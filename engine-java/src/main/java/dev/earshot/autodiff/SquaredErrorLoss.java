package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;

/**
 * Mean squared error over the rows whose mask is 1 (see {@link
 * dev.earshot.compute.LossKernels#squaredError}). prediction and target are n x d; the output is 1
 * x 1.
 */
public final class SquaredErrorLoss extends Loss {
  private final Matrix target;
  private final Indices mask;
  private final double weight;

  /**
   * @param mask n elements, 0 or 1
   * @param weight factor of the loss in the gradient
   */
  public SquaredErrorLoss(
      Backend backend, Tensor prediction, Matrix target, Indices mask, double weight) {
    super(backend, 1, prediction);
    this.target = target;
    this.mask = mask;
    this.weight = weight;
  }

  @Override
  void forward() {
    backend()
        .losses()
        .squaredError(
            prediction().value(), target, mask, weight, output().value(), prediction().gradient());
  }
}
