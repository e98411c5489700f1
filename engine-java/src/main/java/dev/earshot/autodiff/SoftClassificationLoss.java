package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Matrix;

/**
 * Mean cross-entropy against distributions of classes (see {@link
 * dev.earshot.compute.LossKernels#softClassification}). logits and targets are n x C; the output is
 * 1 x 1.
 */
public final class SoftClassificationLoss extends Loss {
  private final Matrix targets;
  private final Matrix weight;

  /**
   * @param targets n x C, each row sums to 1
   * @param weight 1 x 1, factor of the loss in the gradient; each pass reads it again
   */
  public SoftClassificationLoss(Backend backend, Tensor logits, Matrix targets, Matrix weight) {
    super(backend, 1, logits);
    this.targets = targets;
    this.weight = weight;
  }

  @Override
  void forward() {
    backend()
        .losses()
        .softClassification(
            prediction().value(), targets, weight, output().value(), prediction().gradient());
  }
}
