package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.StreamContext;
import java.util.List;

/** The origin of a parameter's gradient whose kernel can take the parameter's step along. */
interface ParameterGradient {
  /** Computes the gradient anew and takes the step. */
  void launch(AdamUpdate update);

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
