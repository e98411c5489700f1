package dev.earshot.cli.command;

import dev.earshot.DataException;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.collection.SoundCollection;
import dev.earshot.data.AudioNames;
import dev.earshot.data.ClipLoader;
import dev.earshot.file.AtomicDirectory;
import dev.earshot.file.OutputLock;
import dev.earshot.file.WriteFailure;
import dev.earshot.run.Checkpoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Checks before the work begins that the results can be written. The locks that it gives keep other
 * processes away until the command ends.
 */
final class OutputChecks {
  /** The least room that any result needs. */
  private static final long LEAST_BYTES = 1 << 20;

  /** How much of a file shows whether it is text. */
  private static final int LOOK = 1 << 12;

  private OutputChecks() {}

  /**
   * Checks a folder that the command will make or replace, and keeps others away from it.
   *
   * @param mark the name of a file that this command writes to each of its folders
   * @return the lock, to be closed at the end of the command
   * @throws BadInputException if it holds files but not the mark
   * @throws DataException if it cannot be made, was not made by Earshot, or another process writes
   *     it
   */
  static OutputLock requireFolder(Path out, String mark) throws IOException {
    var lock = take(out);
    var done = false;
    try {
      AtomicDirectory.create(out).close();
      if (holdsSomething(out) && !Files.exists(out.resolve(mark))) {
        throw new BadInputException(
            "%s: was written by another command (it has no %s); choose another --out"
                .formatted(out, mark));
      }
      done = true;
      return lock;
    } finally {
      if (!done) {
        lock.close();
      }
    }
  }

  /**
   * Makes a folder to which the command adds results, and keeps others away from it.
   *
   * @param mark the name of a file that this command writes to each of its folders
   * @return the lock, to be closed at the end of the command
   * @throws BadInputException if it holds files but not the mark
   * @throws DataException if it cannot be made or written to, or another process writes it
   */
  static OutputLock requireOwnFolder(Path out, String mark) throws IOException {
    if (Files.isDirectory(out) && holdsSomething(out) && !Files.exists(out.resolve(mark))) {
      throw new BadInputException(
          "%s: holds something else (it has no %s); choose another --out".formatted(out, mark));
    }
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw WriteFailure.of(out, e);
    }
    return take(out.resolve(mark));
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
   * Checks a file that the command will write, and keeps others away from it.
   *
   * @return the lock, to be closed at the end of the command
   * @throws BadInputException if it is a folder or an input, or holds what no such command writes
   * @throws DataException if it cannot be written, or another process writes it
   */
  static OutputLock requireFile(Path out, Path... inputs) throws IOException {
    if (Files.isDirectory(out)) {
      throw new BadInputException(out + ": is a folder; expected the name of a file to write");
    }
    if (Files.exists(out) && !Files.isRegularFile(out)) {
      throw new BadInputException(out + ": is a device or a pipe; expected the name of a file");
    }
    for (var input : inputs) {
      if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input)) {
        throw new BadInputException(out + ": is the input; choose another name for the output");
      }
    }
    if (AudioNames.isAudio(out)) {
      throw new BadInputException(
          out + ": is the name of a sound file; choose another name for the output");
    }
    if (Files.exists(out)) {
      requireReplaceable(out);
    }
    return take(out);
  }

  /**
   * Does work while a file that it will write, if it writes one, is kept from others.
   *
   * @return what the work returns
   * @throws BadInputException as {@link #requireFile}
   * @throws DataException as {@link #requireFile}
   */
  static int holding(Optional<Path> out, Path input, Callable<Integer> work) throws Exception {
    if (out.isEmpty()) {
      return work.call();
    }
    try (var _ = requireFile(out.get(), input)) {
      return work.call();
    }
  }

  /** A result replaces a result: never labels, models, sounds or anything else by a slip. */
  private static void requireReplaceable(Path out) throws IOException {
    var folder = out.toRealPath().getParent();
    if (SoundCollection.isAt(folder)) {
      throw new BadInputException(
          "%s: is in the collection %s; choose another place for the output"
              .formatted(out, out.toAbsolutePath().getParent()));
    }
    if (AtomicDirectory.isPart(out.toRealPath())) {
      throw new BadInputException(
          "%s: is part of what another command wrote; choose another name for the output"
              .formatted(out));
    }
    byte[] begin;
    try (var in = Files.newInputStream(out)) {
      begin = in.readNBytes(LOOK);
    } catch (IOException e) {
      throw WriteFailure.of(out, e);
    }
    var text = new String(begin, StandardCharsets.ISO_8859_1);
    var isResult =
        ClipLoader.isTable(out) ? text.isEmpty() || text.startsWith("PK") : text.indexOf(0) < 0;
    if (!isResult) {
      throw new BadInputException(
          "%s: holds something that this command does not write; choose another name, or remove it"
              .formatted(out));
    }
  }

  /**
   * Checks a folder that the command will fill with files of one kind.
   *
   * @param ending the end of all their names
   * @throws BadInputException if it holds other files
   */
  static void requireFolderOf(Path out, String ending) throws IOException {
    if (!Files.isDirectory(out)) {
      return;
    }
    try (var files = Files.walk(out)) {
      var other =
          files
              .filter(file -> !Files.isDirectory(file))
              .map(out::relativize)
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .filter(file -> !file.toString().endsWith(ending))
              .sorted()
              .findFirst();
      if (other.isPresent()) {
        throw new BadInputException(
            "%s: holds %s, which this command does not write; choose another folder"
                .formatted(out, other.get()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Making the lock's file shows that files can be written there. */
  private static OutputLock take(Path out) throws IOException {
    WriteFailure.requireSpace(out, LEAST_BYTES);
    return OutputLock.take(out);
  }
}
