package dev.earshot.data;

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
  private Npy() {}

  /**
   * Reads one array.
   *
   * @throws DataException if the file is not a complete .npy file of a supported type
   */
  public static NdArray read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    }
  }

  /** Writes one array in format version 1, readable by {@code numpy.load}. */
  public static void write(Path file, NdArray array) throws IOException {
    AtomicFile.write(file, out -> write(out, array));
  }

  /**
   * Reads an array that must end where the stream ends. {@code where} names it in error messages.
   */
  static NdArray read(InputStream in, String where) throws IOException {
    var header = NpyHeader.read(in, where);
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
