package dev.earshot.collection;

import dev.earshot.DataException;
import dev.earshot.file.WriteFailure;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The file of vectors: rows of floats, little-endian, nothing else. Rows are only added. They are
 * on the disk before the database knows of them, so a row that the database does not know may be
 * anything, and is written again.
 *
 * @param file where it is
 * @param columns number of values in a row
 */
record VectorFile(Path file, int columns) {
  private static final int PIECE_ROWS = 256;

  /**
   * Writes rows and stores them on the disk.
   *
   * @param first the number of the first row
   * @param rows the vectors
   */
  void write(int first, Iterable<float[]> rows) throws IOException {
    // An interrupt would close the channel. It is not lost, only later.
    boolean interrupted = Thread.interrupted();
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var bytes =
          ByteBuffer.allocateDirect(Math.multiplyExact(PIECE_ROWS * Float.BYTES, columns))
              .order(ByteOrder.LITTLE_ENDIAN);
      long position = (long) first * columns * Float.BYTES;
      for (float[] row : rows) {
        bytes.asFloatBuffer().put(row);
        bytes.position(bytes.position() + columns * Float.BYTES);
        if (!bytes.hasRemaining()) {
          position = flush(channel, bytes, position);
        }
      }
      flush(channel, bytes, position);
      channel.force(true);
    } catch (IOException e) {
      throw WriteFailure.of(file, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long flush(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    bytes.flip();
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    bytes.clear();
    return at;
  }

  /**
   * Maps rows into memory.
   *
   * @param rows how many the database knows
   * @throws DataException if the file has fewer
   */
  StoredVectors map(int rows) throws IOException {
    if (rows == 0) {
      return new StoredVectors(MemorySegment.NULL, 0, columns);
    }
    long bytes = (long) rows * columns * Float.BYTES;
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < bytes) {
        throw new DataException(
            "%s: has %s bytes; the database knows %s vectors of %s values, %s bytes: restore both from a copy"
                .formatted(file, channel.size(), rows, columns, bytes));
      }
      // Unmapped when nobody uses it any more.
      return new StoredVectors(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, Arena.ofAuto()), rows, columns);
    } catch (NoSuchFileException e) {
      throw new DataException(
          file + ": is missing; the vectors of the collection are in it: restore it from a copy",
          e);
    }
  }

  /** A checksum of vectors. */
  static long checksum(Iterable<float[]> rows) {
    var sum = new CRC32C();
    for (float[] row : rows) {
      var bytes = ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(row);
      sum.update(bytes);
    }
    return sum.getValue();
  }
}
