package dev.earshot.file;

import dev.earshot.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at a file before it is read. Reading a pipe could wait for ever, and reading a device such
 * as {@code /dev/zero} would fill the memory. So both are refused, and so is a file that is larger
 * than its kind can plausibly be.
 */
public final class InputFile {
  /** The limit for JSON that people or this program write, such as a recipe: 16 MiB. */
  public static final long MOST_JSON = 16L << 20;

  private InputFile() {}

  /**
   * Checks that a path leads to a regular file.
   *
   * @param file the file
   * @param expected what it should be, such as {@code a recipe in JSON}
   * @return its size in bytes
   * @throws DataException if there is no such file, or it is a folder, a pipe or a device
   */
  public static long size(Path file, String expected) throws IOException {
    if (Files.isRegularFile(file)) {
      return Files.size(file);
    }
    String found =
        Files.isDirectory(file)
            ? "is a folder"
            : Files.exists(file) ? "is a pipe or a device, not a regular file" : "no such file";
    throw new DataException("%s: %s; expected %s".formatted(file, found, expected));
  }

  /**
   * Reads a whole regular file.
   *
   * @param file the file
   * @param most the largest size in bytes
   * @param expected what it should be, such as {@code a recipe in JSON}
   * @throws DataException if it is not a regular file, is larger, or may not be read
   */
  public static byte[] bytes(Path file, long most, String expected) throws IOException {
    if (size(file, expected) > most) {
      throw tooLarge(file, most, expected);
    }
    try (InputStream in = Files.newInputStream(file)) {
      // Some files, such as those in /proc, hold more than their size tells.
      byte[] bytes = in.readNBytes(Math.toIntExact(Math.min(most + 1, Integer.MAX_VALUE - 8)));
      if (bytes.length > most) {
        throw tooLarge(file, most, expected);
      }
      return bytes;
    } catch (AccessDeniedException e) {
      throw new DataException(file + ": may not be read; allow it (chmod +r)", e);
    }
  }

  /**
   * Reads a whole regular file of UTF-8 text.
   *
   * @param file the file
   * @param most the largest size in bytes
   * @param expected what it should be, such as {@code a recipe in JSON}
   * @throws DataException if it is not a regular file, is larger, may not be read or is not UTF-8
   */
  public static String text(Path file, long most, String expected) throws IOException {
    try {
      var bytes = ByteBuffer.wrap(bytes(file, most, expected));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new DataException("%s: not UTF-8 text; expected %s".formatted(file, expected), e);
    }
  }

  private static DataException tooLarge(Path file, long most, String expected) {
    return new DataException(
        "%s: larger than %s MiB; expected %s".formatted(file, most >> 20, expected));
  }
}
