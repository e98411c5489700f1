package dev.earshot.cuda;

import java.nio.ByteOrder;
import java.nio.IntBuffer;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * Where kernels say that the data they met was not what the contract demands: a number in
 * page-locked memory, so that looking at it costs nothing. It is looked at whenever values are
 * read.
 */
final class Fault implements AutoCloseable {
  private final Pointer pinned = Driver.allocatePinned(Integer.BYTES);
  private final IntBuffer number =
      pinned.getByteBuffer(0, Integer.BYTES).order(ByteOrder.nativeOrder()).asIntBuffer();
  private final long address;

  Fault() {
    number.put(0, 0);
    address = Driver.deviceAddress(pinned);
  }

  /** Where kernels write it. */
  long address() {
    return address;
  }

  /**
   * Throws what a kernel has reported since the last call, if anything. One that is running may be
   * found at the next.
   */
  void check() {
    int reported = number.get(0);
    if (reported != 0) {
      number.put(0, 0);
    }
    switch (reported) {
      case 0 -> {}
      // The numbers are those of enum Fault in common.cuh.
      case 1 ->
          throw new IllegalArgumentException(
              "a row or node index given to gatherRows, scatterAddRows, takeNodes, keepClasses or"
                  + " join since the last read is out of range");
      case 2 ->
          throw new IllegalArgumentException(
              "a label given to a classification loss since the last read is not below the number of"
                  + " classes");
      case 3 ->
          throw new IllegalArgumentException(
              "the edges of a subgraph linked since the last read exceed its adjacency's capacity");
      default -> throw new CudaException("a kernel reported the unknown fault " + reported);
    }
  }

  @Override
  public void close() {
    Driver.check(JCudaDriver.cuMemFreeHost(pinned), "cuMemFreeHost");
  }
}
