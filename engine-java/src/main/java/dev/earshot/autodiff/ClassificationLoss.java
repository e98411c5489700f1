package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;

/**
 * Mean cross-entropy over the labelled rows and mean entropy over the others (see {@link
 * dev.earshot.compute.LossKernels#classification}). logits is n x C; the output is 1 x 2:
 * cross-entropy, entropy.
 */
public final class ClassificationLoss extends Loss {
  private final Indices labels;
  private final double crossEntropyWeight;
  private final double entropyWeight;

  /**
   * @param labels n elements: a class, or -1 for none
   * @param crossEntropyWeight factor of the cross-entropy in the gradient
   * @param entropyWeight factor of the entropy in the gradient
   */
  public ClassificationLoss(
      Backend backend,
      Tensor logits,
      Indices labels,
      double crossEntropyWeight,
      double entropyWeight) {
    super(backend, 2, logits);
    this.labels = labels;
    this.crossEntropyWeight = crossEntropyWeight;
    this.entropyWeight = entropyWeight;
  }

  @Override
  void forward() {
    backend()
        .losses()
        .classification(
            prediction().value(),
            labels,
            crossEntropyWeight,
            entropyWeight,
            output().value(),
            prediction().gradient());
  }
}
