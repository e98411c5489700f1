package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;

/**
 * Mean logistic loss against 0/1 targets (see {@link dev.earshot.compute.LossKernels#logistic}).
 * logits is n x 1; the output is 1 x 1.
 */
public final class LogisticLoss extends Loss {
  private final Indices targets;
  private final double weight;

  /**
   * @param targets n elements, 0 or 1
   * @param weight factor of the loss in the gradient
   */
  public LogisticLoss(Backend backend, Tensor logits, Indices targets, double weight) {
    super(backend, 1, logits);
    this.targets = targets;
    this.weight = weight;
  }

  @Override
  void forward() {
    backend()
        .losses()
        .logistic(prediction().value(), targets, weight, output().value(), prediction().gradient());
  }
}
