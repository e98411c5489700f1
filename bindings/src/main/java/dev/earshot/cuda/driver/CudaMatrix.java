package dev.earshot.cuda.driver;

import dev.earshot.compute.Matrix;
import dev.earshot.compute.Overlap;
import dev.earshot.compute.Reading;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;

/** A row-major matrix of floats on the device. */
public final class CudaMatrix extends Matrix {
  private final StreamContext context;
  private final long address;

  /** The matrix that this is a slice of: it must live as long as this. */
  @SuppressWarnings("unused")
  private final Object whole;

  public CudaMatrix(StreamContext context, int rows, int columns) {
    super(rows, columns);
    this.context = context;
    this.whole = this;
    this.address = context.allocate(this, 4L * Math.multiplyExact(rows, columns));
  }

  private CudaMatrix(CudaMatrix whole, long address, int rows, int columns) {
    super(rows, columns);
    this.context = whole.context;
    this.whole = whole;
    this.address = address;
  }

  /** The address of the first element on the device. */
  public static long address(Matrix matrix) {
    return ((CudaMatrix) matrix).address;
  }

  /** The elements of a matrix that is only read. */
  public static Read<Float> in(Matrix matrix) {
    return new Read<>(address(matrix), 4L * matrix.size());
  }

  /** The elements of a matrix that is written. */
  public static Written<Float> out(Matrix matrix) {
    return new Written<>(address(matrix), 4L * matrix.size());
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
    context.write(
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
    context.write(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().put(values, from + first, count));
  }

  @Override
  protected void copyOut(double[] values) {
    context.read(
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
    context.read(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().get(values, to + first, count));
  }

  @Override
  protected Reading beginCopyOut(double[] values) {
    return context.readLater(
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
    return context.readLater(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().get(values, to + first, count));
  }

  @Override
  public void fill(double value) {
    context.fill(out(this), Float.floatToRawIntBits((float) value));
  }
}
