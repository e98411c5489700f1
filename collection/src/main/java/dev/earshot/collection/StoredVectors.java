package dev.earshot.collection;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The vectors of a collection, mapped into memory. Row i belongs to the window with number i. Rows
 * of windows that are no longer in the collection stay, so only those that {@link
 * SoundCollection#windows} gives mean something.
 *
 * @param data rows x columns floats, row-major, little-endian, without gaps
 * @param rows number of rows
 * @param columns number of values in a row
 */
public record StoredVectors(MemorySegment data, int rows, int columns) {
  /** How a value is stored. */
  public static final ValueLayout.OfFloat VALUE =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long PIECE_BYTES = 1L << 30;

  /**
   * Copies a row.
   *
   * @param row its number
   * @param target gets the values
   * @param offset where the first value goes
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public void copy(int row, float[] target, int offset) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException("row %s of %s".formatted(row, rows));
    }
    MemorySegment.copy(data, VALUE, (long) row * columns * Float.BYTES, target, offset, columns);
  }

  /**
   * The checksum of rows, as {@link VectorFile#checksum} makes it.
   *
   * @param first the number of the first row
   * @param count how many there are
   */
  long checksum(int first, int count) {
    var sum = new CRC32C();
    long end = (long) (first + count) * columns * Float.BYTES;
    for (long at = (long) first * columns * Float.BYTES; at < end; at += PIECE_BYTES) {
      sum.update(data.asSlice(at, Math.min(PIECE_BYTES, end - at)).asByteBuffer());
    }
    return sum.getValue();
  }

  /** A copy of a row. */
  public float[] row(int row) {
    float[] values = new float[columns];
    copy(row, values, 0);
    return values;
  }
}
