package dev.earshot.audio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The bytes of one sound file, read from front to back. Only a window of them is in memory, so the
 * size of the file does not matter. A failure of the stream is an {@link UncheckedIOException}.
 */
public final class SoundInput {
  /** How many bytes {@link #ensure} can look ahead. */
  public static final int WINDOW = 1 << 16;

  /** The size of a stream whose length is not known. */
  public static final long UNKNOWN_SIZE = -1;

  private static final VarHandle BIG_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final InputStream stream;
  private final long size;
  private final Optional<Path> path;

  /** Eight more than the window, so that eight bytes can be loaded at every position. */
  private final byte[] bytes = new byte[WINDOW + Long.BYTES];

  private int at;
  private int end;
  private long dropped;

  /**
   * Starts at the stream's next byte. The stream is not closed.
   *
   * @param size how many bytes the stream has, or {@link #UNKNOWN_SIZE}
   */
  public SoundInput(InputStream stream, long size) {
    this(stream, size, Optional.empty());
  }

  /** The same, for the stream of a file. */
  public SoundInput(InputStream stream, long size, Optional<Path> path) {
    this.stream = stream;
    this.size = size;
    this.path = path;
  }

  /** The file, if it is one. A program that is to read it can be given its name. */
  public Optional<Path> path() {
    return path;
  }

  /** How many bytes the whole stream has, or {@link #UNKNOWN_SIZE}. */
  public long size() {
    return size;
  }

  /** How many bytes are behind. */
  public long position() {
    return dropped + at;
  }

  /**
   * Reads on until {@code count} bytes are ahead or the stream ends.
   *
   * @param count at most {@link #WINDOW}
   * @return the number of bytes ahead in memory; below {@code count} only at the end of the stream
   */
  public int ensure(int count) {
    if (end - at < count) {
      System.arraycopy(bytes, at, bytes, 0, end - at);
      dropped += at;
      end -= at;
      at = 0;
      while (end < count) {
        int read = read();
        if (read < 0) {
          break;
        }
        end += read;
      }
    }
    return end - at;
  }

  private int read() {
    try {
      return stream.read(bytes, end, WINDOW - end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes ahead are in memory. */
  public int ahead() {
    return end - at;
  }

  /** The array that holds the bytes ahead. {@link #ensure} and {@link #skip} move its content. */
  public byte[] window() {
    return bytes;
  }

  /** Where in {@link #window} the next byte is. */
  public int offset() {
    return at;
  }

  /** Passes over bytes that are in memory. */
  public void advance(int count) {
    at += count;
  }

  /**
   * Passes over bytes, in memory or not.
   *
   * @return whether the stream has that many
   */
  public boolean skip(long count) {
    while (count > 0) {
      int step = (int) Math.min(count, ensure((int) Math.min(count, WINDOW)));
      if (step == 0) {
        return false;
      }
      at += step;
      count -= step;
    }
    return true;
  }

  /** Whether the next bytes are these characters. */
  public boolean startsWith(String letters) {
    int length = letters.length();
    return ensure(length) >= length && text(length).equals(letters);
  }

  /** The next bytes as characters, without passing over them; fewer at the end of the stream. */
  public String text(int length) {
    int present = Math.min(length, ensure(length));
    return new String(bytes, at, present, StandardCharsets.ISO_8859_1);
  }

  /** The same, beginning {@code ahead} bytes ahead. */
  public String text(int ahead, int length) {
    int present = Math.clamp(ensure(ahead + length) - ahead, 0, length);
    return present == 0 ? "" : new String(bytes, at + ahead, present, StandardCharsets.ISO_8859_1);
  }

  /** An unsigned byte, {@code ahead} bytes ahead. */
  public int unsignedByte(int ahead) {
    return Byte.toUnsignedInt(bytes[at + ahead]);
  }

  /** A little-endian number of 16 bits, {@code ahead} bytes ahead. */
  public short littleShort(int ahead) {
    return (short) SHORT.get(bytes, at + ahead);
  }

  /** A little-endian number of 32 bits, {@code ahead} bytes ahead. */
  public int littleInt(int ahead) {
    return (int) INT.get(bytes, at + ahead);
  }

  /** A little-endian number of 64 bits, {@code ahead} bytes ahead. */
  public long littleLong(int ahead) {
    return (long) LONG.get(bytes, at + ahead);
  }

  /**
   * The next 64 bits, the most significant first. After the end of the stream they mean nothing.
   */
  public long bigLong() {
    return (long) BIG_LONG.get(bytes, at);
  }
}
