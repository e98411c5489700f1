package dev.earshot.data;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Names that a file system can store. */
public final class FileNames {
  /** The most bytes that the usual file systems allow. */
  private static final int MOST_BYTES = 255;

  /** A tilde and a checksum in hexadecimal digits. */
  private static final int MARK = 9;

  private FileNames() {}

  /**
   * A name that is short enough.
   *
   * @param name a name without folders, of any length
   * @param further how many bytes are put before and behind it
   * @return the name, or if it is too long its beginning with a checksum of all of it
   */
  public static String fitting(String name, int further) {
    int room = MOST_BYTES - further;
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= room) {
      return name;
    }
    int end = room - MARK;
    // Not within a character: its further bytes begin with the bits 10.
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    var sum = new CRC32C();
    sum.update(bytes);
    return "%s~%08x".formatted(new String(bytes, 0, end, StandardCharsets.UTF_8), sum.getValue());
  }
}
