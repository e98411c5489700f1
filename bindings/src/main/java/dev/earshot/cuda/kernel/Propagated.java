package dev.earshot.cuda.kernel;

import dev.earshot.cuda.driver.CudaSparseMatrix.CsrRead;
import dev.earshot.cuda.driver.DeviceRange;
import dev.earshot.cuda.driver.DeviceRange.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The origin of a matrix {@code A x}, with a sparse A and nothing added.
 *
 * @param chosen the rows of A x that the matrix has, if not all
 */
record Propagated(CsrRead a, Read<Float> x, Optional<Read<Integer>> chosen) {
  /** The memory that it is computed from. */
  List<DeviceRange> sources() {
    List<DeviceRange> all = new ArrayList<>(List.of(a.offsets(), a.indices(), a.values(), x));
    chosen.ifPresent(all::add);
    return all;
  }

  /** The rows of A. */
  int rows() {
    return Math.toIntExact(a.offsets().bytes() / Integer.BYTES) - 1;
  }
}
