package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;

/**
 * One step of Adam for consecutive parameters, as kernels take it.
 *
 * @param factors what depends on the number of the step, see {@code optimizer.cu}
 */
record AdamUpdate(
    Rates rates,
    Read<Float> factors,
    Written<Float> parameters,
    Written<Float> mean,
    Written<Float> variance) {
  /** For a kernel that stores a gradient and nothing else. */
  static final AdamUpdate NONE =
      new AdamUpdate(
          new Rates(0, 0, 0, 0),
          DeviceRange.noneRead(),
          DeviceRange.noneWritten(),
          DeviceRange.noneWritten(),
          DeviceRange.noneWritten());

  /**
   * The settings as kernels take them.
   *
   * @param kept the factor by weight decay: 1 - learning rate x weight decay
   */
  record Rates(double beta1, double beta2, float epsilon, float kept) {}

  /** The operations for each parameter. */
  private static final int FLOPS = 12;

  static double flops(Written<Float> parameters) {
    return (double) FLOPS * parameters.bytes() / Float.BYTES;
  }

  double flops() {
    return flops(parameters);
  }

  /** The bytes that it reads before it writes them. */
  double again() {
    return (double) parameters.bytes() + mean.bytes() + variance.bytes();
  }

  /** The step of some of the parameters, by their place in bytes. */
  AdamUpdate slice(long from, long length) {
    return new AdamUpdate(
        rates,
        factors,
        parameters.slice(from, length),
        mean.slice(from, length),
        variance.slice(from, length));
  }
}
