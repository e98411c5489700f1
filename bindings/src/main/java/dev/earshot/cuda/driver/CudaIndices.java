package dev.earshot.cuda.driver;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Indices;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;

/** A vector of 32-bit integers on the device. */
public final class CudaIndices implements Indices {
  private final StreamContext context;
  private final int length;
  private final long address;

  public CudaIndices(StreamContext context, int length) {
    this.context = context;
    this.length = length;
    this.address = context.allocate(this, 4L * length);
  }

  /** The elements of a vector that is only read. */
  public static Read<Integer> in(Indices indices) {
    return out(indices).asRead();
  }

  /** The elements of a vector that is written. */
  public static Written<Integer> out(Indices indices) {
    return new Written<>(((CudaIndices) indices).address, 4L * indices.length());
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void write(int[] values, int count) {
    Checks.require(count <= length, "%d values for %d indices", count, length);
    context.write(
        address, count, (buffer, first, part) -> buffer.asIntBuffer().put(values, first, part));
  }

  @Override
  public void read(int[] values) {
    Checks.require(
        values.length <= length, "%d values to be read of %d indices", values.length, length);
    context.read(
        address,
        values.length,
        (buffer, first, part) -> buffer.asIntBuffer().get(values, first, part));
  }
}
