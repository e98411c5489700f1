package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;

/**
 * The origin of the nearest rows of each row among the others.
 *
 * @param d the columns of x
 * @param q the number of nearest rows
 */
record Searched(
    Read<Float> x,
    int d,
    int q,
    Read<Integer> labels,
    Written<Integer> nearest,
    Written<Integer> farthest) {
  /** The same by labels that are elsewhere. */
  Searched with(Read<Integer> others) {
    return new Searched(x, d, q, others, nearest, farthest);
  }
}
