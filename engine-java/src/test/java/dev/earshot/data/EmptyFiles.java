package dev.earshot.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files whose names matter and whose content does not. */
final class EmptyFiles {
  private EmptyFiles() {}

  /** Writes files below a folder, with the folders between. */
  static void write(Path folder, String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[0]);
    }
  }
}
