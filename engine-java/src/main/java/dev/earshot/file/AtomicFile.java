package dev.earshot.file;

import dev.earshot.DataException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file beside its target, stores it on the disk, and renames it into place. The target is
 * therefore always either the complete old file or the complete new file, also after a power cut. A
 * killed process leaves at most the hidden siblings {@code .NAME.earshot-tmp} and {@code
 * .NAME.earshot-lock}. The next write of the same target removes them.
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
   * Replaces {@code target}, or creates it. Its folder is created if it is missing. If another
   * thread or process writes the same target, this waits for it.
   *
   * @param target the file
   * @param content writes the file's content
   * @throws DataException if the target is a folder, or cannot be written; it is then unchanged
   * @throws IOException if the content throws it; the target is then unchanged
   */
  public static void write(Path target, Content content) throws IOException {
    if (Files.isDirectory(target)) {
      throw new DataException(target + " is a folder; expected the name of a file to write");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      // A rename would replace a device or a pipe.
      throw new DataException(target + " is a device or a pipe; expected the name of a file");
    }
    try (OutputLock lock = OutputLock.await(target)) {
      Path temporary = lock.temporary();
      boolean done = false;
      try {
        try (var out =
            new BufferedOutputStream(new Output(target, create(target, temporary)), 1 << 16)) {
          content.writeTo(out);
        }
        place(temporary, lock.output());
        done = true;
      } finally {
        if (!done) {
          remove(temporary);
        }
      }
    }
  }

  private static OutputStream create(Path target, Path temporary) throws IOException {
    try {
      return Files.newOutputStream(
          temporary,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw WriteFailure.of(target, e);
    }
  }

  private static void place(Path temporary, Path target) throws IOException {
    try {
      Durable.file(temporary);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Durable.folder(target.getParent());
    } catch (IOException e) {
      throw WriteFailure.of(target, e);
    }
  }

  /** Removes a file after a failure, which must not be hidden by one of its own. */
  private static void remove(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The next write of the same target removes it.
    }
  }

  /** A file's stream whose errors name the target. */
  private static final class Output extends OutputStream {
    private final Path target;
    private final OutputStream out;

    Output(Path target, OutputStream out) {
      this.target = target;
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw WriteFailure.of(target, e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException e) {
        throw WriteFailure.of(target, e);
      }
    }
  }
}
