package dev.earshot.cli.label;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes pictures with a palette of 256 colours as PNG (ISO/IEC 15948). The JDK's own writer is in
 * {@code java.desktop}, which small runtimes leave out.
 */
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int COLOURS = 256;
  private static final int BITS = 8;
  private static final int WITH_PALETTE = 3;

  private Png() {}

  /**
   * Encodes a picture.
   *
   * @param pixels numbers of colours, row by row from the top, each row from the left
   * @param width pixels in a row
   * @param palette 256 colours as 0xRRGGBB
   */
  static byte[] of(byte[] pixels, int width, int[] palette) {
    if (width < 1 || pixels.length == 0 || pixels.length % width != 0) {
      throw new IllegalArgumentException(
          "%s pixels are not rows of %s".formatted(pixels.length, width));
    }
    int height = pixels.length / width;
    var file = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(file)) {
      out.write(SIGNATURE);
      chunk(
          out,
          "IHDR",
          header -> {
            header.writeInt(width);
            header.writeInt(height);
            header.write(new byte[] {BITS, WITH_PALETTE, 0, 0, 0});
          });
      chunk(
          out,
          "PLTE",
          colours -> {
            for (int i = 0; i < COLOURS; i++) {
              colours.writeByte(palette[i] >> 16);
              colours.writeShort(palette[i] & 0xffff);
            }
          });
      chunk(
          out,
          "IDAT",
          data -> {
            var deflater = new Deflater();
            var packed = new DeflaterOutputStream(data, deflater);
            for (int row = 0; row < height; row++) {
              // Each row begins with its filter: none.
              packed.write(0);
              packed.write(pixels, row * width, width);
            }
            packed.finish();
            deflater.end();
          });
      chunk(out, "IEND", _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  /** Writes what a chunk holds. */
  @FunctionalInterface
  private interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  private static void chunk(DataOutputStream out, String name, Content content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var inner = new DataOutputStream(bytes)) {
      inner.write(name.getBytes(StandardCharsets.US_ASCII));
      content.write(inner);
    }
    var crc = new CRC32();
    crc.update(bytes.toByteArray());
    out.writeInt(bytes.size() - name.length());
    bytes.writeTo(out);
    out.writeInt((int) crc.getValue());
  }
}
