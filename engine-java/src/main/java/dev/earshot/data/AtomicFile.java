package dev.earshot.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file beside its target and renames it into place. The target is therefore always either
 * the complete old file or the complete new file. A crash leaves at most a hidden sibling {@code
 * .NAME.*.tmp}.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Produces a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes the content to a stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces {@code target}, or creates it. Its folder is created if it is missing.
   *
   * @param target the file
   * @param content writes the file's content
   * @throws DataException if the target is a folder
   * @throws IOException if writing fails; the target is then unchanged
   */
  public static void write(Path target, Content content) throws IOException {
    if (Files.isDirectory(target)) {
      throw new DataException(target + " is a folder; expected the name of a file to write");
    }
    Path temporary = sibling(target, "tmp");
    Files.createDirectories(temporary.getParent());
    try {
      try (var out =
          new BufferedOutputStream(
              Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW), 1 << 16)) {
        content.writeTo(out);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** A name beside {@code target} that nothing else uses. */
  static Path sibling(Path target, String suffix) {
    Path name = target.getFileName();
    if (name == null) {
      throw new IllegalArgumentException("not the name of a file or folder: " + target);
    }
    return target
        .toAbsolutePath()
        .resolveSibling(
            ".%s.%s.%s".formatted(name, UUID.randomUUID().toString().substring(0, 8), suffix));
  }
}
