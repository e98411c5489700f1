package dev.earshot.cuda;

import dev.earshot.compute.Indices;
import dev.earshot.compute.Overlap;

/** A vector of 32-bit integers on the device. */
final class CudaIndices extends Indices {
  private final Workplace workplace;
  private final long address;

  /** Whose memory this is a window on: it must live as long as this. */
  @SuppressWarnings("unused")
  private final Object whole;

  CudaIndices(Workplace workplace, int length) {
    super(length);
    this.workplace = workplace;
    this.whole = this;
    this.address = workplace.allocate(this, 4L * length);
  }

  private CudaIndices(CudaIndices whole, long address, int length) {
    super(length);
    this.workplace = whole.workplace;
    this.whole = whole;
    this.address = address;
  }

  /** As what a kernel only reads. */
  static Region in(Indices indices) {
    return Region.read(((CudaIndices) indices).address, 4L * indices.length());
  }

  /** As what a kernel writes, perhaps after reading it. */
  static Region out(Indices indices) {
    return Region.written(((CudaIndices) indices).address, 4L * indices.length());
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
    workplace.write(
        address, count, (buffer, first, part) -> buffer.asIntBuffer().put(values, first, part));
  }

  @Override
  protected void copyOut(int[] values) {
    workplace.read(
        address,
        values.length,
        (buffer, first, part) -> buffer.asIntBuffer().get(values, first, part));
  }
}
