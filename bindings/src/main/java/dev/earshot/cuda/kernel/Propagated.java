package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import java.util.List;

/** The origin of a matrix {@code A x}, with a sparse A and nothing added. */
record Propagated(CsrRead a, Read<Float> x) {
  /** The memory that it is computed from. */
  List<DeviceRange> sources() {
    return List.of(a.offsets(), a.indices(), a.values(), x);
  }
}
