package dev.earshot.cuda;

import dev.earshot.compute.Matrix;
import dev.earshot.compute.Overlap;
import dev.earshot.compute.Reading;

/** A row-major matrix of floats on the device. */
final class CudaMatrix extends Matrix {
  private final Workplace workplace;
  private final long address;

  /** Whose memory this is a window on: it must live as long as this. */
  @SuppressWarnings("unused")
  private final Object whole;

  CudaMatrix(Workplace workplace, int rows, int columns) {
    super(rows, columns);
    this.workplace = workplace;
    this.whole = this;
    this.address = workplace.allocate(this, 4L * Math.multiplyExact(rows, columns));
  }

  private CudaMatrix(CudaMatrix whole, long address, int rows, int columns) {
    super(rows, columns);
    this.workplace = whole.workplace;
    this.whole = whole;
    this.address = address;
  }

  /** Where it is on the device. */
  static long address(Matrix matrix) {
    return ((CudaMatrix) matrix).address;
  }

  /** As what a kernel only reads. */
  static Region in(Matrix matrix) {
    return Region.read(address(matrix), 4L * matrix.size());
  }

  /** As what a kernel writes, perhaps after reading it. */
  static Region out(Matrix matrix) {
    return Region.written(address(matrix), 4L * matrix.size());
  }

  @Override
  protected Matrix window(int offset, int windowRows, int windowColumns) {
    return new CudaMatrix(this, address + 4L * offset, windowRows, windowColumns);
  }

  @Override
  public Overlap overlap(Matrix other) {
    return other instanceof CudaMatrix matrix
        ? Overlap.of(address, 4L * size(), matrix.address, 4L * matrix.size())
        : Overlap.NONE;
  }

  @Override
  protected void copyIn(double[] values) {
    workplace.write(
        address,
        size(),
        (buffer, first, count) -> {
          for (int i = 0; i < count; i++) {
            buffer.putFloat(4 * i, (float) values[first + i]);
          }
        });
  }

  @Override
  protected void copyIn(float[] values, int from) {
    workplace.write(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().put(values, from + first, count));
  }

  @Override
  protected void copyOut(double[] values) {
    workplace.read(
        address,
        size(),
        (buffer, first, count) -> {
          for (int i = 0; i < count; i++) {
            values[first + i] = buffer.getFloat(4 * i);
          }
        });
  }

  @Override
  protected void copyOut(float[] values, int to) {
    workplace.read(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().get(values, to + first, count));
  }

  @Override
  protected Reading beginCopyOut(double[] values) {
    return workplace.readLater(
        address,
        size(),
        (buffer, first, count) -> {
          for (int i = 0; i < count; i++) {
            values[first + i] = buffer.getFloat(4 * i);
          }
        });
  }

  @Override
  protected Reading beginCopyOut(float[] values, int to) {
    return workplace.readLater(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().get(values, to + first, count));
  }

  @Override
  public void fill(double value) {
    workplace.fill(address, size(), Float.floatToRawIntBits((float) value));
  }
}
