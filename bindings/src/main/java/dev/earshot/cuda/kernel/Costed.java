package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.Cost;
import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.DeviceRange;

/** Arguments of a kernel that tell what its launch costs. */
interface Costed {
  /**
   * The cost of the launch.
   *
   * @param named the bytes of all memory that the arguments name
   */
  Cost cost(long named);

  /** The cost where no sparse matrix is read. */
  static Cost of(double bytes, double flops) {
    return new Cost(bytes, flops, 0, 0);
  }

  /** The cost where a sparse matrix is read, which has fewer entries than it has room for. */
  static Cost of(CsrRead a, double bytes, double flops, double flopsPerEntry) {
    double room = a.indices().bytes() + a.values().bytes();
    return new Cost(bytes - room, flops, Integer.BYTES + Float.BYTES, flopsPerEntry);
  }

  /** The bytes of memory that is read before it is written, where it is added to. */
  static double again(double beta, DeviceRange written) {
    return beta == 0 ? 0 : written.bytes();
  }
}
