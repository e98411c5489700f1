package dev.earshot.compute.simd;

import dev.earshot.compute.Matrix;
import dev.earshot.compute.Overlap;
import java.util.Arrays;

/**
 * A window on floats in a Java array. All windows on one array have the same version, and every
 * write increases it. The version shows whether a packed copy of a weight matrix is current or
 * stale.
 */
final class SimdMatrix extends Matrix {
  final float[] data;
  final int offset;
  private final Version version;
  private final PackedMatrix packed = new PackedMatrix();
  private final PackedMatrix inPlace = new PackedMatrix();
  private final PackedMatrix packedTransposed = new PackedMatrix();

  /** Counts the writes to an array. */
  private static final class Version {
    long writes;
  }

  SimdMatrix(int rows, int columns) {
    this(new float[Math.multiplyExact(rows, columns)], 0, rows, columns, new Version());
  }

  private SimdMatrix(float[] data, int offset, int rows, int columns, Version version) {
    super(rows, columns);
    this.data = data;
    this.offset = offset;
    this.version = version;
  }

  /** Casts a matrix that a kernel only reads. */
  static SimdMatrix of(Matrix matrix) {
    return (SimdMatrix) matrix;
  }

  /** Casts a matrix that a kernel is about to write, and increases its version. */
  static SimdMatrix written(Matrix matrix) {
    SimdMatrix out = (SimdMatrix) matrix;
    out.version.writes++;
    return out;
  }

  /** The index of a row's first element in {@link #data}. */
  int row(int row) {
    return offset + row * columns();
  }

  /**
   * This matrix as the right factor of a product of this many rows: a packed copy, which is renewed
   * only after a write, or the matrix used in place.
   */
  PackedMatrix asFactor(VectorOps ops, int productRows) {
    if (productRows <= PackedMatrix.FEW_ROWS
        && packed.isStale(version.writes)
        && PackedMatrix.worksInPlace(this)) {
      return inPlace.layOver(this, rows());
    }
    if (packed.isStale(version.writes)) {
      packed.pack(ops, this, version.writes);
    }
    return packed;
  }

  /** The transpose of this matrix as the right factor of products. */
  PackedMatrix packedTransposed(VectorOps ops) {
    if (packedTransposed.isStale(version.writes)) {
      packedTransposed.packTransposed(ops, this, 0, rows(), version.writes);
    }
    return packedTransposed;
  }

  /**
   * Multiplies the elements from this index of {@link #data} on by beta. With beta 0 they are not
   * read.
   */
  void scale(VectorOps ops, double beta, int from, int count) {
    version.writes++;
    if (beta == 0) {
      Arrays.fill(data, from, from + count, 0);
    } else if (beta != 1) {
      ops.add((float) beta, data, from, 0, data, from, count);
    }
  }

  @Override
  protected Matrix window(int first, int windowRows, int windowColumns) {
    return new SimdMatrix(data, offset + first, windowRows, windowColumns, version);
  }

  @Override
  public Overlap overlap(Matrix other) {
    return other instanceof SimdMatrix matrix && matrix.data == data
        ? Overlap.of(offset, size(), matrix.offset, matrix.size())
        : Overlap.NONE;
  }

  @Override
  protected void copyIn(double[] values) {
    version.writes++;
    for (int i = 0; i < values.length; i++) {
      data[offset + i] = (float) values[i];
    }
  }

  @Override
  protected void copyIn(float[] values, int from) {
    version.writes++;
    System.arraycopy(values, from, data, offset, size());
  }

  @Override
  protected void copyOut(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = data[offset + i];
    }
  }

  @Override
  protected void copyOut(float[] values, int to) {
    System.arraycopy(data, offset, values, to, size());
  }

  @Override
  public void fill(double value) {
    version.writes++;
    Arrays.fill(data, offset, offset + size(), (float) value);
  }
}
