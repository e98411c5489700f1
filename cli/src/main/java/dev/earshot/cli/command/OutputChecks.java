package dev.earshot.cli.command;

import dev.earshot.cli.console.BadInputException;
import dev.earshot.data.AtomicDirectory;
import dev.earshot.data.DataException;
import dev.earshot.run.Checkpoints;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Checks before the work begins that the results can be written. */
final class OutputChecks {
  private OutputChecks() {}

  /**
   * Checks a folder that the command will make or replace.
   *
   * @param mark the name of a file that this command writes to each of its folders
   * @throws BadInputException if it cannot be made, or holds files but not the mark
   * @throws DataException if it was not made by Earshot
   */
  static void requireFolder(Path out, String mark) throws DataException {
    try {
      AtomicDirectory.create(out).close();
      if (holdsSomething(out) && !Files.exists(out.resolve(mark))) {
        throw new BadInputException(
            "%s: was written by another command (it has no %s); choose another --out"
                .formatted(out, mark));
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      throw notWritable(out, "--out", e);
    }
  }

  /**
   * Makes a folder to which the command adds results.
   *
   * @param mark the name of a file that this command writes to each of its folders
   * @throws BadInputException if it cannot be made or written to, or holds files but not the mark
   */
  static void requireOwnFolder(Path out, String mark) throws IOException {
    if (Files.isDirectory(out) && holdsSomething(out) && !Files.exists(out.resolve(mark))) {
      throw new BadInputException(
          "%s: holds something else (it has no %s); choose another --out".formatted(out, mark));
    }
    try {
      Files.delete(Files.createTempFile(Files.createDirectories(out), ".earshot", ".tmp"));
    } catch (IOException e) {
      throw notWritable(out, "--out", e);
    }
  }

  /**
   * Checks the folder for the states of a training.
   *
   * @throws BadInputException if it holds files but no such states
   */
  static void requireStates(Path folder) throws IOException {
    if (!Checkpoints.exist(folder) && holdsSomething(folder)) {
      throw new BadInputException(
          folder + ": is needed for states and was not made by Earshot; move it away");
    }
  }

  /** Whether there are files; hidden ones do not count, they may be left from a crash. */
  private static boolean holdsSomething(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Files.exists(folder);
    }
    try (var files = Files.list(folder)) {
      return files.anyMatch(file -> !file.getFileName().toString().startsWith("."));
    }
  }

  /**
   * Checks the file of {@code --out}.
   *
   * @throws BadInputException if it cannot be written, or is the input
   */
  static void requireFile(Path out, Path data) throws IOException {
    requireFile(out, "--out");
    if (Files.exists(out) && Files.exists(data) && Files.isSameFile(out, data)) {
      throw new BadInputException(out + ": is the input; choose another name for --out");
    }
  }

  /**
   * Checks a file.
   *
   * @throws BadInputException if it cannot be written
   */
  static void requireFile(Path out, String option) {
    if (Files.isDirectory(out)) {
      throw new BadInputException(out + ": is a folder; expected the name of a file to write");
    }
    try {
      var folder = Files.createDirectories(out.toAbsolutePath().getParent());
      Files.delete(Files.createTempFile(folder, ".earshot", ".tmp"));
    } catch (IOException e) {
      throw notWritable(out, option, e);
    }
  }

  private static BadInputException notWritable(Path out, String option, IOException e) {
    var reason =
        switch (e) {
          case AccessDeniedException denied -> "no right to write there";
          case FileAlreadyExistsException exists -> "a file is in the way";
          case NoSuchFileException missing -> "no new file can be made there";
          case FileSystemException other when other.getReason() != null -> other.getReason();
          default -> e.toString();
        };
    return new BadInputException(
        "%s: cannot be written (%s); choose another %s".formatted(out, reason, option), e);
  }
}
