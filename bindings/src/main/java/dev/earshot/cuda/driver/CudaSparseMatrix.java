package dev.earshot.cuda.driver;

import dev.earshot.base.Checks;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.cuda.driver.DeviceRange.Read;
import dev.earshot.cuda.driver.DeviceRange.Written;
import java.util.Arrays;

/**
 * A sparse matrix in compressed row form (CSR) on the device, and its transpose in the same form:
 * products with the transpose then need no atomic additions, whose order would change from run to
 * run. Both have room for {@link #capacity} entries and keep their addresses, so a captured graph
 * stays valid when the entries are replaced.
 */
public final class CudaSparseMatrix extends SparseMatrix {
  private static final int ON_DEVICE = -1;

  private final StreamContext context;
  private final long address;
  private final int[] image;

  /** The number of entries; {@link #ON_DEVICE} if only the device knows it. */
  private int nnz;

  private int version;
  private boolean hasTranspose = true;

  /** The three arrays of a matrix in compressed rows, for a kernel that reads them. */
  public record CsrRead(Read<Integer> offsets, Read<Integer> indices, Read<Float> values) {}

  /** The offsets and column indices alone, for a kernel that reads them. */
  public record PatternRead(Read<Integer> offsets, Read<Integer> indices) {}

  /** The three arrays of a matrix in compressed rows, for a kernel that writes them. */
  public record CsrWritten(
      Written<Integer> offsets, Written<Integer> indices, Written<Float> values) {}

  /**
   * The matrix or its transpose.
   *
   * @param rows rows of this form
   * @param out its arrays: rows + 1 offsets, then room for {@link #capacity} indices and values
   */
  public record Form(int rows, CsrWritten out) {
    public CsrRead in() {
      return new CsrRead(out.offsets().asRead(), out.indices().asRead(), out.values().asRead());
    }

    public PatternRead pattern() {
      return new PatternRead(out.offsets().asRead(), out.indices().asRead());
    }
  }

  public CudaSparseMatrix(StreamContext context, int rows, int columns, int capacity) {
    super(rows, columns, capacity);
    this.context = context;
    this.image = new int[rows + 1 + columns + 1 + 5 * capacity];
    this.address = context.allocate(this, 4L * image.length);
  }

  /** The matrix itself. */
  public Form direct() {
    return form(rows(), 0);
  }

  /** The number of times that the entries have been replaced. */
  public int version() {
    return version;
  }

  /** The transpose. */
  public Form transposed() {
    Checks.require(hasTranspose, "joined clips have no transpose");
    return form(columns(), transposedAt());
  }

  /** For each entry of the transpose, its index among the entries of the matrix itself. */
  public Written<Integer> transposedEntries() {
    return ints(transposedAt() + columns() + 1 + 2 * capacity(), capacity());
  }

  private int transposedAt() {
    return rows() + 1 + 2 * capacity();
  }

  private Form form(int formRows, int at) {
    int entriesAt = at + formRows + 1;
    return new Form(
        formRows,
        new CsrWritten(
            ints(at, formRows + 1),
            ints(entriesAt, capacity()),
            new Written<>(address + 4L * (entriesAt + capacity()), 4L * capacity())));
  }

  private Written<Integer> ints(int at, int count) {
    return new Written<>(address + 4L * at, 4L * count);
  }

  /**
   * Must be called when a kernel replaces the entries.
   *
   * @param both whether the kernel writes the transpose, too
   */
  public void replacedOnDevice(boolean both) {
    version++;
    nnz = ON_DEVICE;
    hasTranspose = both;
  }

  /** Must be called when a kernel changes the values of the entries, which stay in their places. */
  public void valuesChanged() {
    version++;
  }

  /** Whether the entries were written once, by the host, so that they count as fixed. */
  public boolean isFixed() {
    return version == 1 && nnz != ON_DEVICE;
  }

  @Override
  public int nnz() {
    if (nnz != ON_DEVICE) {
      return nnz;
    }
    // Not stored: a captured graph may replace the entries again without a call here.
    int[] count = new int[1];
    context.read(
        address + 4L * rows(), 1, (buffer, first, part) -> buffer.asIntBuffer().get(count));
    return count[0];
  }

  @Override
  protected void replace(int[] offsets, int[] indices, double[] values) {
    version++;
    hasTranspose = true;
    nnz = offsets[rows()];
    int at = rows() + 1;
    System.arraycopy(offsets, 0, image, 0, rows() + 1);
    System.arraycopy(indices, 0, image, at, nnz);
    for (int e = 0; e < nnz; e++) {
      image[at + capacity() + e] = Float.floatToRawIntBits((float) values[e]);
    }
    transpose(offsets, indices, transposedAt());
    context.write(
        address,
        image.length,
        (buffer, first, count) -> buffer.asIntBuffer().put(image, first, count));
  }

  /** A counting sort of the entries by column; within a column they stay in the order of rows(). */
  private void transpose(int[] offsets, int[] indices, int at) {
    int entriesAt = at + columns() + 1;
    Arrays.fill(image, at, entriesAt, 0);
    for (int e = 0; e < nnz; e++) {
      image[at + indices[e] + 1]++;
    }
    for (int j = 0; j < columns(); j++) {
      image[at + j + 1] += image[at + j];
    }
    int[] next = Arrays.copyOfRange(image, at, at + columns());
    for (int i = 0; i < rows(); i++) {
      for (int e = offsets[i]; e < offsets[i + 1]; e++) {
        int place = entriesAt + next[indices[e]]++;
        image[place] = i;
        image[place + capacity()] = image[rows() + 1 + capacity() + e];
        image[place + 2 * capacity()] = e;
      }
    }
  }
}
