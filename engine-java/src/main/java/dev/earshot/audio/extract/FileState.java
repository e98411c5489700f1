package dev.earshot.audio.extract;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What tells, without reading a file, whether it has changed: its size and its times, and where the
 * system has them, its number and the time of the last change of any kind, which no program can set
 * back.
 *
 * @param description all of it, and the absolute path
 * @param changed the latest of its times, in nanoseconds since 1970
 */
record FileState(String description, long changed) {
  /**
   * A file that changed this short a time ago may change again without a new time: systems count
   * time in steps, the coarsest of which are 2 s.
   */
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** The state of a regular file; nothing if it is none or cannot be seen. */
  static Optional<FileState> of(Path path) {
    try {
      return FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
              && path.getFileSystem() == FileSystems.getDefault()
          ? unix(path)
          : basic(path);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<FileState> unix(Path path) throws IOException {
    var all = Files.readAttributes(path, "unix:isRegularFile,size,lastModifiedTime,ctime,ino,dev");
    if (!(Boolean) all.get("isRegularFile")) {
      return Optional.empty();
    }
    long modified = nanos((FileTime) all.get("lastModifiedTime"));
    long changed = nanos((FileTime) all.get("ctime"));
    return Optional.of(
        new FileState(
            "%s\n%s %s %s %s %s"
                .formatted(
                    path.toAbsolutePath(),
                    all.get("size"),
                    modified,
                    changed,
                    all.get("ino"),
                    all.get("dev")),
            Math.max(modified, changed)));
  }

  private static Optional<FileState> basic(Path path) throws IOException {
    var all = Files.readAttributes(path, BasicFileAttributes.class);
    if (!all.isRegularFile()) {
      return Optional.empty();
    }
    long modified = nanos(all.lastModifiedTime());
    long created = nanos(all.creationTime());
    return Optional.of(
        new FileState(
            "%s\n%s %s %s".formatted(path.toAbsolutePath(), all.size(), modified, created),
            Math.max(modified, created)));
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  /** Whether a change after now would show in the state. */
  boolean isSettled() {
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    return now - changed >= SETTLING_NANOS;
  }
}
