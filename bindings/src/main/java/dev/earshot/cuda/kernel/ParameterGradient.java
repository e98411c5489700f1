package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.StreamContext;
import dev.earshot.cuda.kernel.CudaColumns.BiasGradient;
import java.util.List;
import java.util.Optional;

/** The origin of a parameter's gradient whose kernel can take the parameter's step along. */
interface ParameterGradient {
  /** The gradient of a bias, and its step. */
  record OfBias(BiasGradient gradient, AdamUpdate update) {}

  /**
   * Takes back the kernel that computed the gradient, for one that computes it anew and takes the
   * step.
   *
   * @param bias one with as many columns as the gradient, which is to be computed along
   * @return whether it does: nothing may have used the gradients since
   */
  boolean takeStep(AdamUpdate update, Optional<OfBias> bias);

  /**
   * Tells where a gradient has come from: by its arguments, for a second pass that is added to it,
   * and by the kernel that can take the step along.
   */
  static void tell(
      StreamContext context,
      Read<Float> gradient,
      List<DeviceRange> sources,
      Object arguments,
      ParameterGradient along) {
    context.tellOrigin(gradient, sources, arguments);
    context.tellOrigin(gradient, sources, along);
  }
}
