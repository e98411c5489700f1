package dev.earshot.collection;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * What tells whether a file has changed.
 *
 * @param size its number of bytes
 * @param modified when it was written last, in milliseconds since 1970; 0 if it was written so
 *     short a time before it was read that a later change may have the same time
 * @param content the SHA-256 of its bytes in hexadecimal
 */
public record FileMark(long size, long modified, String content) {
  /** The coarsest steps in which systems count the times of files. */
  private static final long SETTLING_MILLIS = 2000;

  /**
   * Reads a file.
   *
   * @throws DataException if it cannot be read
   */
  public static FileMark of(Path file) {
    try {
      long begin = System.currentTimeMillis();
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      var digest = MessageDigest.getInstance("SHA-256");
      try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
        var piece = new byte[1 << 16];
        while (in.read(piece) >= 0) {
          // The digest gets the bytes.
        }
      }
      long modified = attributes.lastModifiedTime().to(TimeUnit.MILLISECONDS);
      return new FileMark(
          attributes.size(),
          modified > begin - SETTLING_MILLIS ? 0 : modified,
          HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new DataException("%s: cannot be read (%s)".formatted(file, e.getMessage()), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether a file has this size and time, so that it need not be read. */
  boolean looksLike(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return modified != 0
        && attributes.size() == size
        && attributes.lastModifiedTime().to(TimeUnit.MILLISECONDS) == modified;
  }

  /** Whether a file that was just read has not been written meanwhile. */
  boolean stillHolds(Path file) throws IOException {
    return modified == 0 ? of(file).content().equals(content) : looksLike(file);
  }
}
