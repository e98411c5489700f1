package dev.earshot.audio.features;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;

/** Reads the reference values. */
final class GoldTable {
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

  private GoldTable() {}

  /** The rows of numbers, "nan" among them, of a table below a number of lines of header. */
  static double[][] csv(Path path, String separator, int headerLines) {
    try {
      return Files.readAllLines(path).stream()
          .skip(headerLines)
          .filter(line -> !line.isBlank())
          .map(line -> Arrays.stream(line.split(separator)).mapToDouble(GoldTable::number))
          .map(row -> row.toArray())
          .toArray(double[][]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values of a C-ordered little-endian array of float32 or float64. */
  static double[] npy(byte[] file) {
    var in = body(file);
    boolean single = header(file).contains("<f4");
    var values = new double[in.remaining() / (single ? Float.BYTES : Double.BYTES)];
    Arrays.setAll(values, i -> single ? in.getFloat() : in.getDouble());
    return values;
  }

  /** The values of an array of fixed-length text. */
  static List<String> npyText(byte[] file) {
    var header = header(file);
    int from = header.indexOf("<U") + 2;
    int width = Integer.parseInt(header.substring(from, header.indexOf('\'', from))) * 4;
    var in = body(file);
    var values = new String[in.remaining() / width];
    for (int i = 0; i < values.length; i++) {
      var bytes = new byte[width];
      in.get(bytes);
      values[i] = new String(bytes, UTF_32LE).replace("\0", "");
    }
    return List.of(values);
  }

  /** One array of an .npz file, as the bytes of an .npy file. */
  static byte[] entry(Path npz, String name) {
    try (var zip = new ZipFile(npz.toFile())) {
      return zip.getInputStream(zip.getEntry(name + ".npy")).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double number(String text) {
    return text.equals("nan") ? Double.NaN : Double.parseDouble(text);
  }

  private static String header(byte[] file) {
    int length = Short.toUnsignedInt(little(file).getShort(8));
    return new String(file, 10, length, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer body(byte[] file) {
    var in = little(file);
    return in.position(10 + Short.toUnsignedInt(in.getShort(8)));
  }

  private static ByteBuffer little(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }
}
