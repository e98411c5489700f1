package dev.earshot.compute;

/** Checks the arguments of every call of {@link OptimizerKernels}, then forwards it. */
final class CheckedOptimizerKernels implements OptimizerKernels {
  private final OptimizerKernels kernels;
  private final CallChecks checks;

  CheckedOptimizerKernels(OptimizerKernels kernels, CallChecks checks) {
    this.kernels = kernels;
    this.checks = checks;
  }

  @Override
  public void adam(
      AdamSettings settings,
      Matrix parameters,
      Matrix gradients,
      Matrix mean,
      Matrix variance,
      Indices step) {
    try (var _ = checks.enter()) {
      if (checks.on()) {
        CallChecks.sameShape(gradients, parameters, "gradients");
        CallChecks.sameShape(mean, parameters, "mean");
        CallChecks.sameShape(variance, parameters, "variance");
        CallChecks.length(step, 1, "step");
        CallChecks.apart(parameters, "parameters", gradients, "gradients");
        CallChecks.apart(mean, "mean", gradients, "gradients");
        CallChecks.apart(mean, "mean", parameters, "parameters");
        CallChecks.apart(variance, "variance", gradients, "gradients");
        CallChecks.apart(variance, "variance", parameters, "parameters");
        CallChecks.apart(variance, "variance", mean, "mean");
      }
      kernels.adam(settings, parameters, gradients, mean, variance, step);
    }
  }
}
