package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that becomes full: one line that names the file, and what was there before stays. */
class FullDiskTest {
  @TempDir static Path base;

  private static FileCalls calls;
  private static Path watched;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    base = base.toRealPath();
    calls = FileCalls.compile(base);
    SmallData.table(base.resolve("table.npz"), 40, 6, List.of("a", "b"));
    watched = Files.createDirectories(base.resolve("watched"));
    CommandRun.succeeding(words("train linear"));
    CommandRun.succeeding(words("predict"));
  }

  private static Object[] words(String command) {
    var line =
        command.equals("predict")
            ? "predict #run @table.npz --most-probable --out #p.csv"
            : "train @table.npz --out #run --runs 1 --threads 1 --label-rate 0.5 --epochs 2 --recipe "
                + command.substring(command.indexOf(' ') + 1);
    return line.replace("@", base + "/").replace("#", watched + "/").split(" ");
  }

  private static String names() throws IOException {
    try (var paths = Files.walk(watched)) {
      // A training that was under way keeps its states.
      return paths
          .map(Path::toString)
          .filter(path -> !path.startsWith(watched + "/run.partial"))
          .collect(Collectors.toCollection(TreeSet::new))
          .toString();
    }
  }

  /** From the first call on, later, and while the results are written. */
  @Test
  void namesTheFileAndLosesNothing() throws Exception {
    var model = watched.resolve("run/model.safetensors");
    var before = Files.readAllBytes(model);
    var names = names();
    for (int call : new int[] {1, 14, 60, 115}) {
      var said = full(call, "train graph");
      assertTrue(said.contains(watched + "/"), said);
      assertArrayEquals(before, Files.readAllBytes(model));
    }
    assertEquals(names, names());
    var said = full(7, "predict");
    assertTrue(said.contains(watched + "/p.csv: cannot be written (No space left"), said);
  }

  private static String full(int call, String command) throws Exception {
    try (var process = calls.fullFrom(call, watched, base.resolve("log"), words(command))) {
      assertNotEquals(0, process.exitCode(), process::output);
      var errors = process.output().lines().filter(line -> line.startsWith("earshot: ")).toList();
      assertEquals(1, errors.size(), process::output);
      assertTrue(
          errors
              .getFirst()
              .endsWith("(No space left on device); free some space or choose another disk"),
          errors::getFirst);
      return errors.getFirst();
    }
  }
}
