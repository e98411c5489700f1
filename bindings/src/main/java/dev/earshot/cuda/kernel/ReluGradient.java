package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.DeviceRange.Read;

/**
 * The origin of a matrix whose kernel can also take the backward pass of ReLU along: it stores 0
 * where the output of ReLU is 0. One launch then does what two would do one after the other.
 */
interface ReluGradient {
  /**
   * Computes the matrix anew.
   *
   * @param passed the output of ReLU, of the matrix's shape
   */
  void launch(Read<Float> passed);
}
