package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Reading;

/** A row-major matrix of floats on the device. */
final class CudaMatrix implements Matrix {
  private final Workplace workplace;
  private final int rows;
  private final int columns;
  private final long address;

  /** Whose memory this is a window on: it must live as long as this. */
  @SuppressWarnings("unused")
  private final Object whole;

  CudaMatrix(Workplace workplace, int rows, int columns) {
    this.workplace = workplace;
    this.rows = rows;
    this.columns = columns;
    this.whole = this;
    this.address = workplace.allocate(this, 4L * Math.multiplyExact(rows, columns));
  }

  private CudaMatrix(CudaMatrix whole, long address, int rows, int columns) {
    this.workplace = whole.workplace;
    this.rows = rows;
    this.columns = columns;
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
  public void write(float[] values) {
    Checks.require(values.length == size(), "%d values for %d elements", values.length, size());
    write(values, 0);
  }

  @Override
  public void write(float[] values, int from) {
    Checks.part(values, from, this);
    workplace.write(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().put(values, from + first, count));
  }

  @Override
  public void read(double[] values) {
    Checks.require(values.length == size(), "room for %d of %d elements", values.length, size());
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
  public void read(float[] values) {
    Checks.require(values.length == size(), "room for %d of %d elements", values.length, size());
    workplace.read(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().get(values, first, count));
  }

  @Override
  public Reading readLater(double[] values) {
    Checks.require(values.length == size(), "room for %d of %d elements", values.length, size());
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
  public Reading readLater(float[] values, int from) {
    Checks.part(values, from, this);
    return workplace.readLater(
        address,
        size(),
        (buffer, first, count) -> buffer.asFloatBuffer().get(values, from + first, count));
  }

  @Override
  public void fill(double value) {
    workplace.fill(address, size(), Float.floatToRawIntBits((float) value));
  }
}
