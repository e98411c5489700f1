package dev.earshot.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/**
 * A file of values by their keys, written by one process from front to back. Whatever was written
 * when a process was killed can be used: a pack ends where a record is not whole. Everything has a
 * checksum.
 *
 * <p>The title: 8 bytes, the length of the shelf's text, the text in UTF-8, and a CRC-32C of all
 * these. A record: a mark and the length of its value, a key of 32 bytes, a CRC-32C of all these,
 * the value, and a CRC-32C of key and value. Numbers have 4 bytes and are big-endian.
 */
final class Pack implements AutoCloseable {
  static final int KEY_BYTES = 32;

  private static final byte[] MAGIC = "EarPack1".getBytes(StandardCharsets.US_ASCII);
  private static final int MARK = 0x65617273;
  private static final int MOST_TEXT = 1 << 16;
  private static final int HEADER = 4 + 4 + KEY_BYTES + 4;

  private final Path path;
  private final RandomAccessFile file;
  private final String shelf;
  private long end;

  /** Where the value of a record begins, and how long it is. */
  record Span(long start, int length) {}

  private Pack(Path path, RandomAccessFile file, String shelf, long end) {
    this.path = path;
    this.file = file;
    this.shelf = shelf;
    this.end = end;
  }

  /** Begins a new pack. */
  static Pack create(Path path, String shelf) throws IOException {
    var text = shelf.getBytes(StandardCharsets.UTF_8);
    var title = ByteBuffer.allocate(MAGIC.length + 4 + text.length + 4);
    title.put(MAGIC).putInt(text.length).put(text);
    title.putInt(checksum(title.array(), 0, title.position()));
    Files.createFile(path);
    var file = new RandomAccessFile(path.toFile(), "rw");
    try {
      file.write(title.array());
    } catch (IOException e) {
      file.close();
      Files.deleteIfExists(path);
      throw e;
    }
    return new Pack(path, file, shelf, title.capacity());
  }

  /** Opens a pack to read it; nothing if its title is not whole. */
  static Optional<Pack> open(Path path) throws IOException {
    var file = new RandomAccessFile(path.toFile(), "r");
    Optional<Pack> pack = Optional.empty();
    try {
      pack = title(path, file);
      return pack;
    } finally {
      if (pack.isEmpty()) {
        file.close();
      }
    }
  }

  private static Optional<Pack> title(Path path, RandomAccessFile file) throws IOException {
    try {
      var start = new byte[MAGIC.length + 4];
      file.readFully(start);
      int length = ByteBuffer.wrap(start).getInt(MAGIC.length);
      if (length < 0 || length > MOST_TEXT) {
        return Optional.empty();
      }
      var title = new byte[start.length + length + 4];
      file.seek(0);
      file.readFully(title);
      int checked = title.length - 4;
      if (!new String(title, 0, MAGIC.length, StandardCharsets.ISO_8859_1)
              .equals(new String(MAGIC, StandardCharsets.ISO_8859_1))
          || ByteBuffer.wrap(title).getInt(checked) != checksum(title, 0, checked)) {
        return Optional.empty();
      }
      var shelf = new String(title, start.length, length, StandardCharsets.UTF_8);
      return Optional.of(new Pack(path, file, shelf, title.length));
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  Path path() {
    return path;
  }

  /** What all values of this pack depend on besides their keys. */
  String shelf() {
    return shelf;
  }

  /** The length up to which all records are whole. */
  synchronized long length() {
    return end;
  }

  /**
   * Goes through the records from the first one on. Values are not read.
   *
   * @param each gets key and value of each record
   */
  synchronized void scan(BiConsumer<ByteBuffer, Span> each) throws IOException {
    long size = file.length();
    var window = new byte[1 << 16];
    long at = 0;
    int held = 0;
    while (end + HEADER <= size) {
      if (end < at || end + HEADER > at + held) {
        at = end;
        held = (int) Math.min(window.length, size - at);
        file.seek(at);
        file.readFully(window, 0, held);
      }
      int offset = (int) (end - at);
      var header = ByteBuffer.wrap(window, offset, HEADER);
      int mark = header.getInt();
      int length = header.getInt();
      var key = new byte[KEY_BYTES];
      header.get(key);
      if (mark != MARK
          || header.getInt() != checksum(window, offset, HEADER - 4)
          || length < 0
          || end + HEADER + length + 4 > size) {
        return;
      }
      each.accept(ByteBuffer.wrap(key), new Span(end + HEADER, length));
      end += HEADER + length + 4;
    }
  }

  /** Reads a value; nothing if it is damaged. */
  synchronized Optional<byte[]> read(ByteBuffer key, Span span) {
    try {
      if (span.start() + span.length() + 4L > file.length()) {
        return Optional.empty();
      }
      var value = new byte[span.length() + 4];
      file.seek(span.start());
      file.readFully(value);
      int expected = ByteBuffer.wrap(value).getInt(span.length());
      var checksum = new CRC32C();
      checksum.update(key.array());
      checksum.update(value, 0, span.length());
      return (int) checksum.getValue() == expected
          ? Optional.of(Arrays.copyOf(value, span.length()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Adds a record at the end. */
  synchronized Span add(ByteBuffer key, byte[] value) throws IOException {
    var record = ByteBuffer.allocate(Math.addExact(HEADER + 4, value.length));
    record.putInt(MARK).putInt(value.length).put(key.array());
    record.putInt(checksum(record.array(), 0, record.position())).put(value);
    var checksum = new CRC32C();
    checksum.update(key.array());
    checksum.update(value);
    record.putInt((int) checksum.getValue());
    file.seek(end);
    file.write(record.array());
    var span = new Span(end + HEADER, value.length);
    end += record.capacity();
    return span;
  }

  private static int checksum(byte[] bytes, int from, int count) {
    var checksum = new CRC32C();
    checksum.update(bytes, from, count);
    return (int) checksum.getValue();
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
