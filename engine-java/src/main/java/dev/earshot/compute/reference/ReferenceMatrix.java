package dev.earshot.compute.reference;

import dev.earshot.compute.Checks;
import dev.earshot.compute.Matrix;
import java.util.Arrays;

/** A matrix of doubles in a Java array. */
final class ReferenceMatrix implements Matrix {
  final double[] data;
  final int offset;
  private final int rows;
  private final int columns;

  ReferenceMatrix(int rows, int columns) {
    this(new double[Math.multiplyExact(rows, columns)], 0, rows, columns);
  }

  private ReferenceMatrix(double[] data, int offset, int rows, int columns) {
    this.data = data;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
  }

  static ReferenceMatrix of(Matrix matrix) {
    return (ReferenceMatrix) matrix;
  }

  double get(int row, int column) {
    return data[offset + row * columns + column];
  }

  void set(int row, int column, double value) {
    data[offset + row * columns + column] = value;
  }

  /** Makes an element {@code value + beta element}; with beta 0 the element is not read. */
  void update(int row, int column, double value, double beta) {
    int at = offset + row * columns + column;
    data[at] = beta == 0 ? value : value + beta * data[at];
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
  public Matrix slice(int first, int sliceRows, int sliceColumns) {
    Checks.require(
        first >= 0 && first + Math.multiplyExact(sliceRows, sliceColumns) <= size(),
        "slice of %d x %d elements at %d reaches outside %d x %d",
        sliceRows,
        sliceColumns,
        first,
        rows,
        columns);
    return new ReferenceMatrix(data, offset + first, sliceRows, sliceColumns);
  }

  @Override
  public void write(double[] values) {
    Checks.require(values.length == size(), "%d values for %d elements", values.length, size());
    System.arraycopy(values, 0, data, offset, values.length);
  }

  @Override
  public void write(float[] values) {
    Checks.require(values.length == size(), "%d values for %d elements", values.length, size());
    for (int i = 0; i < values.length; i++) {
      data[offset + i] = values[i];
    }
  }

  @Override
  public void read(double[] values) {
    Checks.require(values.length == size(), "room for %d of %d elements", values.length, size());
    System.arraycopy(data, offset, values, 0, values.length);
  }

  @Override
  public void read(float[] values) {
    Checks.require(values.length == size(), "room for %d of %d elements", values.length, size());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) data[offset + i];
    }
  }

  @Override
  public void fill(double value) {
    Arrays.fill(data, offset, offset + size(), value);
  }
}
