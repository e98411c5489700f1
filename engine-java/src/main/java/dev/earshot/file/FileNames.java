package dev.earshot.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Names that a file system can store. */
public final class FileNames {
  /** The most bytes that the usual file systems allow. */
  private static final int MOST_BYTES = 255;

  /** A tilde and a checksum in hexadecimal digits. */
  private static final int MARK = 9;

  /** A further part that keeps files of one name apart, such as {@code -2}. */
  private static final int NUMBER = 8;

  private FileNames() {}

  /**
   * A name for a file or folder that anything may be called by: what separates folders, or hides a
   * file, becomes a line.
   *
   * @param ending what is put behind it, such as {@code .wav}
   * @return the name without the ending, short enough for it and a number
   */
  public static String plain(String name, String ending) {
    var plain = name.replaceAll("[/\\\\:*?\"<>|\\p{Cntrl}]", "_");
    return fitting(plain.startsWith(".") ? "_" + plain : plain, ending.length() + NUMBER);
  }

  /**
   * A place inside of a folder for what belongs to a clip, whatever path the clip was given by.
   *
   * @param id the path of the clip
   * @param ending the end of the name, such as {@code .txt}
   * @return relative to the folder
   */
  public static Path inside(String id, String ending) {
    Path name = Path.of(".");
    for (Path part : Path.of(id).normalize()) {
      if (!part.toString().equals("..")) {
        name = name.resolve(fitting(part.toString(), ending.length() + NUMBER));
      }
    }
    name = name.normalize();
    return name.resolveSibling(name.getFileName() + ending);
  }

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
