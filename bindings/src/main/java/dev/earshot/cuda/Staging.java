package dev.earshot.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * Page-locked memory that values pass through on their way to and from the device. Writes do not
 * wait for the device: each takes the next piece of the buffer, and only when the buffer has been
 * used up does the host wait for all that is under way.
 */
final class Staging implements AutoCloseable {
  private static final int SIZE = 4 << 20;

  private final CUstream stream;
  private final Pointer pinned;
  private final ByteBuffer bytes;
  private int used;

  /** Puts or takes {@code count} elements from element {@code first} on at a buffer's position. */
  interface Copy {
    void copy(ByteBuffer buffer, int first, int count);
  }

  Staging(CUstream stream) {
    this.stream = stream;
    pinned = Driver.allocatePinned(SIZE);
    bytes = pinned.getByteBuffer(0, SIZE).order(ByteOrder.nativeOrder());
  }

  /** Copies {@code count} 4-byte elements to the device. */
  void write(long address, int count, Copy fill) {
    for (int first = 0; first < count; ) {
      int part = Math.min(count - first, SIZE / 4);
      int at = reserve(4 * part);
      fill.copy(bytes.slice(at, 4 * part).order(ByteOrder.nativeOrder()), first, part);
      Driver.check(
          JCudaDriver.cuMemcpyHtoDAsync(
              Driver.pointer(address + 4L * first), pinned.withByteOffset(at), 4L * part, stream),
          "cuMemcpyHtoDAsync");
      first += part;
    }
  }

  /** Waits for the device and copies {@code count} 4-byte elements from it. */
  void read(long address, int count, Copy take) {
    for (int first = 0; first < count; ) {
      int part = Math.min(count - first, SIZE / 4);
      int at = reserve(4 * part);
      Driver.check(
          JCudaDriver.cuMemcpyDtoHAsync(
              pinned.withByteOffset(at), Driver.pointer(address + 4L * first), 4L * part, stream),
          "cuMemcpyDtoHAsync");
      synchronize();
      take.copy(bytes.slice(at, 4 * part).order(ByteOrder.nativeOrder()), first, part);
      first += part;
    }
  }

  private int reserve(int size) {
    if (used + size > SIZE) {
      synchronize();
    }
    int at = used;
    used += size;
    return at;
  }

  private void synchronize() {
    Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
    used = 0;
  }

  @Override
  public void close() {
    Driver.check(JCudaDriver.cuMemFreeHost(pinned), "cuMemFreeHost");
  }
}
