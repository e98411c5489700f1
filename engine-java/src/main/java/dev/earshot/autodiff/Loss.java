package dev.earshot.autodiff;

import dev.earshot.compute.Backend;
import java.util.List;

/**
 * An operation at which a backward pass begins. The output holds the unweighted loss. The forward
 * pass already writes {@code weight x derivative} to the prediction's gradient. Therefore no other
 * operation may use the prediction.
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
