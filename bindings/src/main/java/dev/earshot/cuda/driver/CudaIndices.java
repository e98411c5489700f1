package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Indices;

/** A vector of 32-bit integers on the device. */
final class CudaIndices implements Indices {
  private final Workplace workplace;
  private final int length;
  private final long address;

  CudaIndices(Workplace workplace, int length) {
    this.workplace = workplace;
    this.length = length;
    this.address = workplace.allocate(this, 4L * length);
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
  public int length() {
    return length;
  }

  @Override
  public void write(int[] values, int count) {
    Checks.require(count <= length, "%d values for %d indices", count, length);
    workplace.write(
        address, count, (buffer, first, part) -> buffer.asIntBuffer().put(values, first, part));
  }

  @Override
  public void read(int[] values) {
    Checks.require(
        values.length <= length, "%d values wanted of %d indices", values.length, length);
    workplace.read(
        address,
        values.length,
        (buffer, first, part) -> buffer.asIntBuffer().get(values, first, part));
  }
}
