package dev.earshot.cuda;

import dev.earshot.compute.Checks;
import dev.earshot.compute.SparseMatrix;
import java.util.Arrays;

/**
 * A sparse matrix in compressed row form on the device, with its transpose beside it: products with
 * the transpose then need no atomic additions, whose order would change from run to run. Both have
 * room for {@link #capacity} entries and keep their places, so a recorded graph goes on working
 * when the entries are replaced.
 */
final class CudaSparseMatrix extends SparseMatrix {
  private static final int ON_DEVICE = -1;

  private final Workplace workplace;
  private final long address;
  private final int[] image;

  /** Number of entries; {@link #ON_DEVICE} if only the device knows. */
  private int nnz;

  private int version;
  private boolean hasTranspose = true;

  /**
   * One of the two forms.
   *
   * @param rows rows of this form
   * @param offsets address of rows + 1 integers
   * @param indices address of the entries' columns
   * @param values address of the entries' values
   * @param capacity how many entries there is room for
   */
  record Form(int rows, long offsets, long indices, long values, int capacity) {
    /** All three, beginning with the offsets, as what a kernel only reads. */
    Region in() {
      return Region.read(offsets, values + 4L * capacity - offsets);
    }

    /** The same as what a kernel writes. */
    Region out() {
      return Region.written(offsets, values + 4L * capacity - offsets);
    }
  }

  CudaSparseMatrix(Workplace workplace, int rows, int columns, int capacity) {
    super(rows, columns, capacity);
    this.workplace = workplace;
    this.image = new int[rows + 1 + columns + 1 + 5 * capacity];
    this.address = workplace.allocate(this, 4L * image.length);
  }

  /** The matrix as it is. */
  Form direct() {
    return form(rows(), 0);
  }

  /** How often the entries have been replaced. */
  int version() {
    return version;
  }

  /** Its transpose. */
  Form transposed() {
    Checks.require(hasTranspose, "joined clips have no transpose");
    return form(columns(), transposedAt());
  }

  /** For each entry of the transpose where it stands in the matrix as it is; not part of a form. */
  long transposedEntries() {
    return transposed().values() + 4L * capacity();
  }

  private int transposedAt() {
    return rows() + 1 + 2 * capacity();
  }

  private Form form(int formRows, int at) {
    long offsets = address + 4L * at;
    long indices = offsets + 4L * (formRows + 1);
    return new Form(formRows, offsets, indices, indices + 4L * capacity(), capacity());
  }

  /**
   * Must be told when a kernel replaces the entries.
   *
   * @param both whether those of the transpose, too
   */
  void replacedOnDevice(boolean both) {
    version++;
    nnz = ON_DEVICE;
    hasTranspose = both;
  }

  /** Whether the entries were written once, from the host, and may be taken for fixed. */
  boolean isFixed() {
    return version == 1 && nnz != ON_DEVICE;
  }

  @Override
  public int nnz() {
    if (nnz != ON_DEVICE) {
      return nnz;
    }
    // Not remembered: a recorded graph may replace the entries again without this being told.
    int[] count = new int[1];
    workplace.read(
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
    workplace.write(
        address,
        image.length,
        (buffer, first, count) -> buffer.asIntBuffer().put(image, first, count));
  }

  /** A counting sort of the entries by column, which leaves each column's in the order of rows. */
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
