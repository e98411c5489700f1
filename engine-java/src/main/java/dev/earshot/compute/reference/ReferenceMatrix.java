package dev.earshot.compute.reference;

import dev.earshot.compute.Matrix;
import dev.earshot.compute.Overlap;
import java.util.Arrays;

/** A matrix of doubles in a Java array. */
final class ReferenceMatrix extends Matrix {
  final double[] data;
  final int offset;

  ReferenceMatrix(int rows, int columns) {
    this(new double[Math.multiplyExact(rows, columns)], 0, rows, columns);
  }

  private ReferenceMatrix(double[] data, int offset, int rows, int columns) {
    super(rows, columns);
    this.data = data;
    this.offset = offset;
  }

  static ReferenceMatrix of(Matrix matrix) {
    return (ReferenceMatrix) matrix;
  }

  double get(int row, int column) {
    return data[offset + row * columns() + column];
  }

  void set(int row, int column, double value) {
    data[offset + row * columns() + column] = value;
  }

  /** Sets an element to {@code value + beta element}. With beta 0 the old element is not read. */
  void update(int row, int column, double value, double beta) {
    int at = offset + row * columns() + column;
    data[at] = beta == 0 ? value : value + beta * data[at];
  }

  @Override
  protected Matrix window(int first, int windowRows, int windowColumns) {
    return new ReferenceMatrix(data, offset + first, windowRows, windowColumns);
  }

  @Override
  public Overlap overlap(Matrix other) {
    return other instanceof ReferenceMatrix matrix && matrix.data == data
        ? Overlap.of(offset, size(), matrix.offset, matrix.size())
        : Overlap.NONE;
  }

  @Override
  protected void copyIn(double[] values) {
    System.arraycopy(values, 0, data, offset, size());
  }

  @Override
  protected void copyIn(float[] values, int from) {
    for (int i = 0; i < size(); i++) {
      data[offset + i] = values[from + i];
    }
  }

  @Override
  protected void copyOut(double[] values) {
    System.arraycopy(data, offset, values, 0, size());
  }

  @Override
  protected void copyOut(float[] values, int to) {
    for (int i = 0; i < size(); i++) {
      values[to + i] = (float) data[offset + i];
    }
  }

  @Override
  public void fill(double value) {
    Arrays.fill(data, offset, offset + size(), value);
  }
}
