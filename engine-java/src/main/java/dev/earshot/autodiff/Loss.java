package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import java.util.List;

/**
 * Where a backward pass begins: the output holds the unweighted values, and the forward pass leaves
 * {@code weight x derivative} in the prediction's gradient. A prediction therefore has one
 * consumer.
 */
abstract class Loss extends Operation {
  private final Tensor prediction;

  Loss(Backend backend, int values, Tensor prediction) {
    super(backend, 1, values, List.of(prediction));
    this.prediction = prediction;
  }

  final Tensor prediction() {
    return prediction;
  }

  @Override
  final void backward() {
    if (prediction.consumers() != 1) {
      throw new IllegalStateException("the prediction of a loss has another consumer");
    }
    prediction.claimGradient();
  }

  @Override
  final boolean isLoss() {
    return true;
  }
}
