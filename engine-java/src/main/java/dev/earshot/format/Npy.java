package dev.earshot.format;

import dev.earshot.DataException;
import dev.earshot.file.AtomicFile;
import dev.earshot.file.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads and writes numpy's .npy files: format versions 1 to 3, either byte order, C or Fortran
 * order, any rank. Elements may be booleans, integers of 1 to 8 bytes, floats of 4 and 8 bytes, and
 * fixed-width strings. Everything else is refused, in particular Python objects (pickle).
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 *     format</a>
 */
public final class Npy {
  private static final long SMALL = 256L << 20;
  private static final long MOST_COMPRESSED = 100;

  private Npy() {}

  /**
   * Reads one array.
   *
   * @throws DataException if the file is not a complete .npy file of a supported type
   */
  public static NdArray read(Path file) throws IOException {
    long size = InputFile.size(file, "an .npy file");
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), room(size));
    }
  }

  /** Writes one array in format version 1, readable by {@code numpy.load}. */
  public static void write(Path file, NdArray array) throws IOException {
    AtomicFile.write(file, out -> write(out, array));
  }

  /**
   * The most memory, in bytes, that the arrays of a file may take. A compressed file may well hold
   * a hundred times its size, such as a table of mostly zeros. One that claims far more is a trap.
   *
   * @param fileBytes the size of the file
   */
  static long room(long fileBytes) {
    return Math.min(SMALL + MOST_COMPRESSED * fileBytes, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * Reads an array that must end where the stream ends.
   *
   * @param where names the array in error messages
   * @param room the most memory, in bytes, that it may take
   */
  static NdArray read(InputStream in, String where, long room) throws IOException {
    var header = NpyHeader.read(in, where);
    if (header.memory() > room) {
      throw new DataException(
          "%s: type %s%s and shape %s need %s MiB of memory; this file may take %s MiB (if it is sound, start Java with a larger -Xmx or store it uncompressed)"
              .formatted(
                  where,
                  header.kind(),
                  header.width(),
                  header.shape(),
                  header.memory() >> 20,
                  Math.max(0, room) >> 20));
    }
    long expected = header.dataBytes();
    if (expected > Integer.MAX_VALUE - 8) {
      throw new DataException(
          "%s: %s bytes of data; at most 2 GiB are supported".formatted(where, expected));
    }
    byte[] data = in.readNBytes((int) expected);
    if (data.length < expected) {
      throw new DataException(
          "%s: ends after %s of %s data bytes that shape %s needs; the file is cut short"
              .formatted(where, data.length, expected, header.shape()));
    }
    if (in.read() >= 0) {
      throw new DataException(
          "%s: holds more than the %s data bytes of shape %s"
              .formatted(where, expected, header.shape()));
    }
    return NpyElements.decode(header, data, where);
  }

  static void write(OutputStream out, NdArray array) throws IOException {
    switch (array) {
      case NumberArray numbers -> {
        String order = numbers.type().bytes() == 1 ? "|" : "<";
        out.write(NpyHeader.bytes(order + numbers.type().numpyCode(), numbers.shape()));
        out.write(numbers.bytes());
      }
      case TextArray text -> {
        int width = NpyElements.codePoints(text);
        out.write(NpyHeader.bytes("<U" + width, text.shape()));
        out.write(NpyElements.encode(text, width));
      }
    }
  }
}
