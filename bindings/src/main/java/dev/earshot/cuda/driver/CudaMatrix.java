package dev.earshot.cuda.driver;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Reading;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;

/** A row-major matrix of floats on the device. */
public final class CudaMatrix implements Matrix {
  private final StreamContext context;
  private final int rows;
  private final int columns;
  private final long address;

  /** The matrix that this is a slice of: it must live as long as this. */
  @SuppressWarnings("unused")
  private final Object whole;

  public CudaMatrix(StreamContext context, int rows, int columns) {
    this.context = context;
    this.rows = rows;
    this.columns = columns;
    this.whole = this;
    this.address = context.allocate(this, 4L * Math.multiplyExact(rows, columns));
  }

  private CudaMatrix(CudaMatrix whole, long address, int rows, int columns) {
    this.context = whole.context;
    this.rows = rows;
    this.columns = columns;
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
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public Matrix slice(int offset, int sliceRows, int sliceColumns) {
    Checks.require(
        offset >= 0 && offset + (long) sliceRows * sliceColumns <= size(),
        "slice of %d x %d elements at %d reaches outside %d x %d",
        sliceRows,
        sliceColumns,
        offset,
        rows,
        columns);
    return new CudaMatrix(this, address + 4L * offset, sliceRows, sliceColumns);
  }

  @Override
  public void write(double[] values) {
    Checks.require(values.length == size(), "%d values for %d elements", values.length, size());
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
  public void write(float[] values) {
    Checks.require(values.length == size(), "%d values for %d elements", values.length, size());
    write(values, 0);
  }

  @Override
  public void write(float[] values, int from) {
    Checks.part(values, from, this);
    context.write(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().put(values, from + first, count));
  }

  @Override
  public void read(double[] values) {
    Checks.require(values.length == size(), "room for %d of %d elements", values.length, size());
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
  public void read(float[] values) {
    Checks.require(values.length == size(), "room for %d of %d elements", values.length, size());
    context.read(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().get(values, first, count));
  }

  @Override
  public Reading readLater(double[] values) {
    Checks.require(values.length == size(), "room for %d of %d elements", values.length, size());
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
  public Reading readLater(float[] values, int from) {
    Checks.part(values, from, this);
    return context.readLater(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().get(values, from + first, count));
  }

  @Override
  public void fill(double value) {
    context.fill(out(this), Float.floatToRawIntBits((float) value));
  }
}
