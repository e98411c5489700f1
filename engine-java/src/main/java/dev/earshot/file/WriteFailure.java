package dev.earshot.file;

import dev.earshot.DataException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes errors of writing name the output, the reason and what to do. */
public final class WriteFailure {
  private WriteFailure() {}

  /**
   * The error to throw.
   *
   * @param output the output that the user knows, not a temporary file
   * @param e what happened
   * @return the error for the user
   * @throws IOException the error itself if the thread was interrupted
   */
  public static DataException of(Path output, IOException e) throws IOException {
    if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
      throw e;
    }
    String reason = reason(e);
    boolean full = reason.contains("No space") || reason.contains("quota");
    return new DataException(
        "%s: cannot be written (%s); %s"
            .formatted(
                output,
                reason,
                full ? "free some space or choose another disk" : "choose another place"),
        e);
  }

  /** Why nothing can be written, in a few words. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "no right to write there";
      case FileAlreadyExistsException exists -> "a file is in the way";
      case NoSuchFileException missing -> "no new file can be made there";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> Optional.ofNullable(e.getMessage()).orElse(e.toString());
    };
  }

  /**
   * Checks that there is room for an output.
   *
   * @param output the output, which need not exist
   * @param bytes the least that it needs
   * @throws DataException if its disk has less free
   */
  public static void requireSpace(Path output, long bytes) throws IOException {
    Path folder = output.toAbsolutePath().normalize();
    while (folder.getParent() != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    var disk = Files.getFileStore(folder);
    // Some file systems do not know their size, and state 0.
    if (disk.getTotalSpace() > 0 && disk.getUsableSpace() < bytes) {
      throw new DataException(
          "%s: the disk is full (%s KB free, at least %s KB needed); free some space or choose another disk"
              .formatted(output, disk.getUsableSpace() / 1000, bytes / 1000));
    }
  }
}
