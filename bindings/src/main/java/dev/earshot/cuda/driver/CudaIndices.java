package dev.earshot.cuda.driver;

import dev.earshot.compute.Indices;
import dev.earshot.compute.Overlap;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;

/** A vector of 32-bit integers on the device. */
public final class CudaIndices extends Indices {
  private final StreamContext context;
  private final long address;

  /** The vector that this is a window on: it must live as long as this. */
  @SuppressWarnings("unused")
  private final Object whole;

  public CudaIndices(StreamContext context, int length) {
    super(length);
    this.context = context;
    this.whole = this;
    this.address = context.allocate(this, 4L * length);
  }

  private CudaIndices(CudaIndices whole, long address, int length) {
    super(length);
    this.context = whole.context;
    this.whole = whole;
    this.address = address;
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
  protected Indices window(int offset, int count) {
    return new CudaIndices(this, address + 4L * offset, count);
  }

  @Override
  public Overlap overlap(Indices other) {
    return other instanceof CudaIndices indices
        ? Overlap.of(address, 4L * length(), indices.address, 4L * indices.length())
        : Overlap.NONE;
  }

  @Override
  protected void copyIn(int[] values, int count) {
    context.write(
        address, count, (buffer, first, part) -> buffer.asIntBuffer().put(values, first, part));
  }

  @Override
  protected void copyOut(int[] values) {
    context.read(
        address,
        values.length,
        (buffer, first, part) -> buffer.asIntBuffer().get(values, first, part));
  }
}
