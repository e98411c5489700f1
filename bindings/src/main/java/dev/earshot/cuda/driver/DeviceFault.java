package dev.earshot.cuda.driver;

import dev.earshot.cuda.driver.DeviceRange.Written;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * Where kernels report data that breaks the contract, such as an index out of range: one number in
 * pinned host memory, so that reading it costs nothing. It is checked whenever values are read.
 */
public final class DeviceFault implements AutoCloseable {
  /** What a kernel reports, by its ordinal; {@code enum Fault} in {@code common.cuh}. */
  public enum Kind {
    NONE(""),
    ROW_OUT_OF_RANGE(
        "a row or node index given to gatherRows, scatterAddRows, takeNodes, keepClasses or join"
            + " since the last read is out of range"),
    LABEL_OUT_OF_RANGE(
        "a label given to a classification loss since the last read is not below the number of"
            + " classes"),
    TOO_MANY_ENTRIES(
        "the edges of a subgraph linked since the last read exceed its adjacency's capacity");

    private final String message;

    Kind(String message) {
      this.message = message;
    }
  }

  private final Pointer pinned = Driver.allocatePinned(Integer.BYTES);
  private final IntBuffer number =
      pinned.getByteBuffer(0, Integer.BYTES).order(ByteOrder.nativeOrder()).asIntBuffer();
  private final Written<Integer> target;

  DeviceFault() {
    number.put(0, Kind.NONE.ordinal());
    // Empty: kernels that report need no order among themselves, any report may win.
    target = new Written<>(Driver.deviceAddress(pinned), 0);
  }

  /** Where kernels write the number. */
  Written<Integer> target() {
    return target;
  }

  /**
   * Throws what a kernel has reported since the last call, if anything. A kernel that is still
   * running may report later.
   *
   * @throws IllegalArgumentException if the data was outside its range
   */
  void check() {
    int reported = number.get(0);
    if (reported == Kind.NONE.ordinal()) {
      return;
    }
    number.put(0, Kind.NONE.ordinal());
    if (reported < 0 || reported >= Kind.values().length) {
      throw new CudaException("a kernel reported the unknown fault " + reported);
    }
    throw new IllegalArgumentException(Kind.values()[reported].message);
  }

  @Override
  public void close() {
    Driver.check(JCudaDriver.cuMemFreeHost(pinned), "cuMemFreeHost");
  }
}
