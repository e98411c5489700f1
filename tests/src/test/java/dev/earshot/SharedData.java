package dev.earshot;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the real recordings, embeddings and gold values that tests read in place. */
public final class SharedData {
  private SharedData() {}

  /**
   * Returns the file or folder of this name below {@code EARSHOT_DATA}, or below the nearest {@code
   * shared/data} beside or above the working directory; skips the calling test, saying so, when
   * there is none.
   */
  public static Path path(String name) {
    String configured = System.getenv("EARSHOT_DATA");
    if (configured != null) {
      return existing(Path.of(configured).resolve(name), "EARSHOT_DATA=" + configured);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path data = at.resolve("shared").resolve("data");
      if (Files.isDirectory(data)) {
        return existing(data.resolve(name), data.toString());
      }
    }
    return abort(
        "skipped: needs shared/data/" + name + " (set EARSHOT_DATA to the folder that holds it)");
  }

  private static Path existing(Path path, String where) {
    return Files.exists(path)
        ? path
        : abort("skipped: " + path.getFileName() + " is not in " + where);
  }
}
