package dev.earshot.compute;

import dev.earshot.base.Checks;

/** Checks the arguments of every call of {@link LossKernels}, then forwards it. */
final class CheckedLossKernels implements LossKernels {
  private final LossKernels kernels;
  private final CallChecks checks;

  CheckedLossKernels(LossKernels kernels, CallChecks checks) {
    this.kernels = kernels;
    this.checks = checks;
  }

  @Override
  public void classification(
      Matrix logits,
      Indices labels,
      double crossEntropyWeight,
      double entropyWeight,
      Matrix loss,
      Matrix gradient) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.length(labels, logits.rows(), "labels");
        results(2, loss, gradient, logits, "logits");
      }
      kernels.classification(logits, labels, crossEntropyWeight, entropyWeight, loss, gradient);
    }
  }

  @Override
  public void squaredError(
      Matrix prediction, Matrix target, Indices mask, double weight, Matrix loss, Matrix gradient) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.sameShape(target, prediction, "target");
        CallChecks.length(mask, prediction.rows(), "mask");
        results(1, loss, gradient, prediction, "prediction");
        CallChecks.apart(gradient, "gradient", target, "target");
        CallChecks.apart(loss, "loss", target, "target");
      }
      kernels.squaredError(prediction, target, mask, weight, loss, gradient);
    }
  }

  @Override
  public void logistic(
      Matrix logits, Indices targets, double weight, Matrix loss, Matrix gradient) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.shape(logits, targets.length(), 1, "logits");
        results(1, loss, gradient, logits, "logits");
      }
      kernels.logistic(logits, targets, weight, loss, gradient);
    }
  }

  /**
   * Requires the given number of losses and a gradient of the input's shape. Neither may alias
   * another argument.
   */
  private static void results(
      int losses, Matrix loss, Matrix gradient, Matrix input, String inputName) {
    CallChecks.shape(loss, 1, losses, "loss");
    CallChecks.sameShape(gradient, input, "gradient");
    CallChecks.apart(gradient, "gradient", input, inputName);
    CallChecks.apart(loss, "loss", input, inputName);
    CallChecks.apart(loss, "loss", gradient, "gradient");
  }

  @Override
  public void softmax(Matrix logits, Matrix probabilities) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.sameShape(probabilities, logits, "probabilities");
        CallChecks.sameOrApart(probabilities, "probabilities", logits, "logits");
      }
      kernels.softmax(logits, probabilities);
    }
  }

  @Override
  public void softClassification(
      Matrix logits, Matrix targets, Matrix weight, Matrix loss, Matrix gradient) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.sameShape(targets, logits, "targets");
        CallChecks.shape(weight, 1, 1, "weight");
        results(1, loss, gradient, logits, "logits");
        CallChecks.apart(gradient, "gradient", targets, "targets");
        CallChecks.apart(gradient, "gradient", weight, "weight");
        CallChecks.apart(loss, "loss", targets, "targets");
        CallChecks.apart(loss, "loss", weight, "weight");
      }
      kernels.softClassification(logits, targets, weight, loss, gradient);
    }
  }

  @Override
  public void sharpen(Matrix probabilities, double temperature, Matrix y) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        Checks.require(
            temperature > 0 && Double.isFinite(temperature),
            "temperature must be positive and finite: %s",
            temperature);
        CallChecks.sameShape(y, probabilities, "y");
        CallChecks.sameOrApart(y, "y", probabilities, "probabilities");
      }
      kernels.sharpen(probabilities, temperature, y);
    }
  }
}
