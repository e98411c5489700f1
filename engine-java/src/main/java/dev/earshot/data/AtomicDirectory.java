package dev.earshot.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Builds a folder beside its target and renames it into place when it is complete.
 *
 * <p>The target may be absent, empty, or an earlier folder that this class made. Such a folder
 * lists its files in {@value #LISTING} and may hold no other files. Any other target is refused, at
 * the start and again at {@link #commit}.
 *
 * <p>Closing without commit removes the new folder. A crash leaves at most hidden siblings {@code
 * .NAME.*.tmp} and, during the exchange, {@code .NAME.*.old}.
 */
public final class AtomicDirectory implements AutoCloseable {
  private static final String LISTING = ".earshot-files";

  private final Path target;
  private final Path temporary;
  private boolean committed;

  private AtomicDirectory(Path target, Path temporary) {
    this.target = target;
    this.temporary = temporary;
  }

  /**
   * Makes an empty folder beside {@code target}.
   *
   * @param target the folder to make or replace
   * @return the folder under construction, to be closed
   * @throws DataException if the target exists and may not be replaced
   */
  public static AtomicDirectory create(Path target) throws IOException {
    // A link to a folder stays a link. The folder that it leads to is exchanged.
    Path real =
        Files.isDirectory(target) ? target.toRealPath() : target.toAbsolutePath().normalize();
    requireReplaceable(real);
    Path temporary = AtomicFile.sibling(real, "tmp");
    Files.createDirectories(temporary.getParent());
    Files.createDirectory(temporary);
    return new AtomicDirectory(real, temporary);
  }

  /** The folder to write into until {@link #commit}. */
  public Path path() {
    return temporary;
  }

  /**
   * Moves the folder to the target, then removes the folder that it replaces. If the move fails,
   * the target is unchanged.
   *
   * @throws DataException if the target may no longer be replaced
   */
  public void commit() throws IOException {
    var files = files(temporary);
    AtomicFile.write(
        temporary.resolve(LISTING),
        out ->
            out.write(
                files.stream()
                    .sorted()
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8)));
    requireReplaceable(target);
    Path old = AtomicFile.sibling(target, "old");
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
    deleteTree(old);
  }

  /** Removes the new folder, unless it was committed. */
  @Override
  public void close() throws IOException {
    if (!committed) {
      deleteTree(temporary);
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
    present.remove(LISTING);
    present.removeAll(Set.copyOf(Files.readAllLines(target.resolve(LISTING))));
    if (!present.isEmpty()) {
      throw new DataException(
          "%s holds %s, which was not written with it; move it away or choose another folder"
              .formatted(target, present.stream().sorted().findFirst().orElseThrow()));
    }
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
