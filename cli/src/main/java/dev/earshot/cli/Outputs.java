package dev.earshot.cli;

import dev.earshot.data.AtomicDirectory;
import dev.earshot.data.DataException;
import dev.earshot.train.Checkpoints;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks, before the work begins, that its results can be put where the user wants them. */
final class Outputs {
  private Outputs() {}

  /** Refuses a folder that cannot be made, or that holds something not written by Earshot. */
  static void requireFolder(Path out) throws DataException {
    try {
      AtomicDirectory.create(out).close();
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      throw notWritable(out, e);
    }
  }

  /** Refuses a folder that holds something but not the states of a training. */
  static void requireStates(Path folder) throws IOException {
    if (Files.exists(folder) && !Checkpoints.exist(folder) && holdsSomething(folder)) {
      throw new BadInputException(
          folder + ": is needed for states and was not made by Earshot; move it away");
    }
  }

  /** Hidden files do not count: begun by Earshot and left by a crash. */
  private static boolean holdsSomething(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return true;
    }
    try (var files = Files.list(folder)) {
      return files.anyMatch(file -> !file.getFileName().toString().startsWith("."));
    }
  }

  /** Refuses a file that cannot be written, or that would replace what is read. */
  static void requireFile(Path out, Path data) throws IOException {
    if (Files.isDirectory(out)) {
      throw new BadInputException(out + ": is a folder; expected the name of a file to write");
    }
    if (Files.exists(out) && Files.exists(data) && Files.isSameFile(out, data)) {
      throw new BadInputException(out + ": is the input; choose another name for --out");
    }
    try {
      var folder = Files.createDirectories(out.toAbsolutePath().getParent());
      Files.delete(Files.createTempFile(folder, ".earshot", ".tmp"));
    } catch (IOException e) {
      throw notWritable(out, e);
    }
  }

  private static BadInputException notWritable(Path out, IOException e) {
    var reason =
        e instanceof FileSystemException file && file.getReason() != null
            ? file.getReason()
            : e.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])|Exception$", " ")
                .strip();
    return new BadInputException(
        "%s: cannot be written here (%s); choose another --out".formatted(out, reason), e);
  }
}
