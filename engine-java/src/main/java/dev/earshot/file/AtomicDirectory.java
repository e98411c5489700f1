package dev.earshot.file;

import dev.earshot.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds a folder beside its target and renames it into place when it is complete.
 *
 * <p>The target may be absent, empty, or an earlier folder that this class made. Such a folder
 * lists its files in {@value #LISTING} and may hold no other files. Any other target is refused, at
 * the start and again at {@link #commit}. An {@link OutputLock} keeps others away until this is
 * closed.
 *
 * <p>The order of a commit: the new folder {@code .NAME.earshot-tmp} is stored on the disk, the
 * target is renamed to {@code .NAME.earshot-old}, the new folder is renamed to the target, and the
 * old one is deleted. A killed process may leave these hidden folders. If it was killed between the
 * two renames, {@link #recover} and the next {@link #create} put the old folder back. Closing
 * without commit removes the new folder.
 */
public final class AtomicDirectory implements AutoCloseable {
  private static final String LISTING = ".earshot-files";
  private static final String OLD = "old";
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final OutputLock lock;
  private final Path target;
  private final Path temporary;
  private boolean committed;

  private AtomicDirectory(OutputLock lock) {
    this.lock = lock;
    // A link to a folder stays a link. The folder that it leads to is exchanged.
    target = lock.output();
    temporary = lock.temporary();
  }

  /**
   * Makes an empty folder beside {@code target}. Removes what a killed process left there.
   *
   * @param target the folder to make or replace
   * @return the folder under construction, to be closed by the same thread
   * @throws DataException if the target exists and may not be replaced, or another process or
   *     thread is writing it
   */
  public static AtomicDirectory create(Path target) throws IOException {
    OutputLock lock = OutputLock.take(target);
    boolean done = false;
    try {
      putBack(lock.output());
      requireReplaceable(lock.output());
      AtomicDirectory made = new AtomicDirectory(lock);
      deleteTree(made.temporary);
      Files.createDirectory(made.temporary);
      done = true;
      return made;
    } catch (IOException e) {
      throw WriteFailure.of(target, e);
    } finally {
      if (!done) {
        lock.close();
      }
    }
  }

  /**
   * Finds a folder, or a file in one, that this class may have been writing when it was killed. If
   * the folder is missing because of that, it is put back.
   *
   * @param path the path that a user names, which need not exist
   * @return where it is: the path itself, or the earlier folder where that cannot be renamed
   */
  public static Path recover(Path path) throws IOException {
    Path absolute = OutputLock.behindLinks(path);
    for (Path at = absolute; at.getFileName() != null; at = at.getParent()) {
      if (!isAbsentOrEmpty(at)) {
        return path;
      }
      Path old = OutputLock.sibling(at, OLD);
      if (Files.exists(old.resolve(LISTING))) {
        return recovered(at) ? path : old.resolve(at.relativize(absolute)).normalize();
      }
    }
    return path;
  }

  /** Whether the folder is in its place again: put there by this, or by who is writing it. */
  private static boolean recovered(Path target) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (isAbsentOrEmpty(target) && System.nanoTime() < end) {
      try {
        Optional<OutputLock> lock = OutputLock.attempt(target);
        if (lock.isPresent()) {
          try (var _ = lock.get()) {
            putBack(target);
          }
          return true;
        }
      } catch (DataException e) {
        return false; // Nothing can be written there.
      }
      OutputLock.pause();
    }
    return !isAbsentOrEmpty(target);
  }

  /** The folder to write into until {@link #commit}. */
  public Path path() {
    return temporary;
  }

  /**
   * Moves the folder to the target, then removes the folder that it replaces. If the move fails,
   * the target is unchanged.
   *
   * @throws DataException if the target may no longer be replaced, or cannot be written
   */
  public void commit() throws IOException {
    var files = files(temporary);
    AtomicFile.write(
        temporary.resolve(LISTING),
        out ->
            out.write(
                files.stream()
                    .map(AtomicDirectory::line)
                    .sorted()
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8)));
    requireReplaceable(target);
    try {
      Durable.tree(temporary);
      exchange();
    } catch (IOException e) {
      throw WriteFailure.of(target, e);
    }
  }

  private void exchange() throws IOException {
    Path old = OutputLock.sibling(target, OLD);
    boolean replaces = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (replaces) {
      move(target, old);
    }
    try {
      move(temporary, target);
    } catch (IOException e) {
      if (replaces) {
        move(old, target);
      }
      throw e;
    }
    committed = true;
    Durable.folder(target.getParent());
    deleteOld(old);
  }

  /** Removes the new folder, unless it was committed. */
  @Override
  public void close() throws IOException {
    try (lock) {
      if (!committed) {
        deleteTree(temporary);
      }
    }
  }

  /** Ends an exchange that was cut short. The target's lock must be held. */
  private static void putBack(Path target) throws IOException {
    Path old = OutputLock.sibling(target, OLD);
    if (!Files.isDirectory(old, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean complete = Files.exists(old.resolve(LISTING), LinkOption.NOFOLLOW_LINKS);
    if (complete && isAbsentOrEmpty(target)) {
      Files.deleteIfExists(target);
      move(old, target);
      Durable.folder(target.getParent());
    } else if (!complete || Files.exists(target.resolve(LISTING), LinkOption.NOFOLLOW_LINKS)) {
      deleteOld(old);
    }
    // Else somebody made another folder of that name by hand, and the old one is the only copy.
  }

  /** Deletes a replaced folder. Without its listing it is no longer taken for a complete one. */
  private static void deleteOld(Path old) throws IOException {
    if (Files.deleteIfExists(old.resolve(LISTING))) {
      Durable.folder(old);
    }
    deleteTree(old);
  }

  private static boolean isAbsentOrEmpty(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var entries = Files.newDirectoryStream(path)) {
      return !entries.iterator().hasNext();
    } catch (AccessDeniedException e) {
      return false;
    }
  }

  private static void requireReplaceable(Path target) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new DataException(target + " is a file; expected the name of a folder to make");
    }
    if (!Files.exists(target.resolve(LISTING), LinkOption.NOFOLLOW_LINKS)) {
      // Its subfolders are not visited: it may be a home folder, or the whole disk.
      try (var entries = Files.list(target)) {
        if (entries.findAny().isEmpty()) {
          return;
        }
      }
      throw new DataException(
          target + " is not empty and was not made by Earshot; choose another folder");
    }
    var present = files(target);
    var listed = listing(target);
    present.removeIf(name -> name.equals(LISTING) || listed.contains(line(name)));
    if (!present.isEmpty()) {
      throw new DataException(
          "%s holds %s, which was not written with it; move it away or choose another folder"
              .formatted(target, present.stream().sorted().findFirst().orElseThrow()));
    }
  }

  /**
   * Whether a file was written with its folder by this class, and belongs there until the folder is
   * replaced as a whole.
   */
  public static boolean isPart(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    for (Path at = absolute.getParent(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve(LISTING), LinkOption.NOFOLLOW_LINKS)) {
        String name = at.relativize(absolute).toString();
        return listing(at).contains(line(name.replace(at.getFileSystem().getSeparator(), "/")));
      }
    }
    return false;
  }

  private static Set<String> listing(Path folder) throws IOException {
    // Not read as lines of characters, for damage to it must not end a command.
    var text = new String(Files.readAllBytes(folder.resolve(LISTING)), StandardCharsets.UTF_8);
    return text.lines().collect(Collectors.toSet());
  }

  /** A name as it stands in the listing: one line, in characters that can be stored. */
  private static String line(String name) {
    var line = name.replace("\r", "\\r").replace("\n", "\\n");
    return new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** All files and links below a folder, relative to it, with {@code /} between names. */
  private static Set<String> files(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> folder.relativize(path).toString())
          .map(name -> name.replace(folder.getFileSystem().getSeparator(), "/"))
          .collect(Collectors.toCollection(HashSet::new));
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // Links are not followed: the files that they lead to are not ours.
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
