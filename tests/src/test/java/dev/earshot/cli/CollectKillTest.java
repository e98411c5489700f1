package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.collection.LabelSource;
import dev.earshot.collection.NewLabel;
import dev.earshot.collection.SoundCollection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kill at any moment leaves a whole collection: no row is wrong, no label is lost, and the same
 * command continues. As {@link KillTest} it takes a sample of the calls, and all with {@code
 * -Dearshot.kills=all}.
 */
class CollectKillTest {
  private static final int STATES = 6;

  @TempDir private Path base;

  private Object[] words(Path watched) {
    return new Object[] {
      "collect",
      base.resolve("sounds"),
      "--encoder",
      "logmel",
      "--threads",
      1,
      "--out",
      watched.resolve("c.earshot")
    };
  }

  @Test
  void collectingGoesOnAfterAKill() throws IOException, InterruptedException {
    base = base.toRealPath();
    var calls = FileCalls.compile(base);
    SmallData.sounds(base.resolve("sounds"), 2);
    var before = Files.createDirectories(base.resolve("before"));
    CommandRun.succeeding(words(before));
    try (var collection = SoundCollection.open(before.resolve("c.earshot"))) {
      collection.label(NewLabel.yes(0, "thunder", LabelSource.PERSON));
    }
    // A new recording and one that has changed.
    SmallData.clips(base.resolve("sounds/rain"), SoundKind.RAIN, 7, 1);
    SmallData.clips(base.resolve("fresh"), SoundKind.SIREN, 9, 1);
    Files.delete(base.resolve("sounds/siren/clip-siren-00.wav"));
    Files.move(
        base.resolve("fresh/clip-siren-09.wav"), base.resolve("sounds/siren/clip-siren-00.wav"));
    for (var start : List.of(Files.createDirectories(base.resolve("empty")), before)) {
      var watched = copy(start, base.resolve("watched-" + start.getFileName()));
      var states = base.resolve("states-" + start.getFileName());
      var made = calls.run(watched, states, words(watched));
      assertTrue(made.size() > 10, made.toString());
      var after = table(watched);
      Map<String, float[]> vectors = vectors(after);
      if (start.equals(before)) {
        table(start).ids().forEach(id -> vectors.putIfAbsent(id, new float[0]));
      }
      for (var call : sample(made)) {
        var state = states.resolve(call.number() + "");
        var where = "killed at " + call;
        if (SoundCollection.isAt(state.resolve("c.earshot"))) {
          isWhole(state.resolve("c.earshot"), vectors, where);
        }
        var again = CommandRun.of(words(state));
        assertEquals(0, again.code(), where + ": " + again.err());
        var found = table(state);
        assertEquals(after.ids(), found.ids(), where);
        assertEquals(after.fingerprint(), found.fingerprint(), where);
        if (start.equals(before)) {
          assertTrue(found.classes().contains("thunder"), where);
        }
      }
      delete(watched);
      delete(states);
    }
  }

  private static List<FileCalls.Call> sample(List<FileCalls.Call> all) {
    int step =
        System.getProperty("earshot.kills", "some").equals("some")
            ? Math.max(1, all.size() / STATES)
            : 1;
    List<FileCalls.Call> some = new ArrayList<>();
    for (int i = (int) (LocalDate.now().toEpochDay() % step); i < all.size(); i += step) {
      some.add(all.get(i));
    }
    return some;
  }

  /** What is there can be read, and each vector is that of its window. */
  private static void isWhole(Path state, Map<String, float[]> vectors, String where)
      throws IOException {
    var copy = copy(state, state.resolveSibling("copy"));
    if (Files.size(copy.resolve("collection.db")) > 0 && !isUnborn(copy)) {
      try (var collection = SoundCollection.open(copy)) {
        if (!collection.windows().isEmpty()) {
          vectors(collection.dataset())
              .forEach((id, vector) -> {
                var right = vectors.get(id);
                assertTrue(right != null, where + ": " + id);
                assertTrue(right.length == 0 || Arrays.equals(right, vector), where + ": " + id);
              });
        }
      }
    }
    delete(copy);
  }

  /** Whether the kill came before the tables were made. */
  private static boolean isUnborn(Path copy) {
    try (var collection = SoundCollection.open(copy)) {
      return collection.recordings().isEmpty();
    } catch (DataException e) {
      assertTrue(e.getMessage().contains("was stopped before"), e.getMessage());
      return true;
    }
  }

  private static Map<String, float[]> vectors(Dataset table) {
    var vectors = new HashMap<String, float[]>();
    for (int row = 0; row < table.rows(); row++) {
      vectors.put(
          table.ids().get(row),
          Arrays.copyOfRange(table.x(), row * table.columns(), (row + 1) * table.columns()));
    }
    return vectors;
  }

  private static Dataset table(Path folder) throws IOException {
    try (var collection = SoundCollection.open(folder.resolve("c.earshot"))) {
      return collection.dataset();
    }
  }

  /** What a program has said it stored is there after a kill. */
  @Test
  void aLabelIsStoredWhenTheCallReturns() throws Exception {
    SmallData.sounds(base.resolve("sounds"), 2);
    CommandRun.succeeding(words(base));
    var place = base.resolve("c.earshot");
    int said = 0;
    for (int round = 0; round < 3; round++) {
      var process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Labeller.class.getName(),
                  place.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var lines = process.inputReader()) {
        for (int i = 0; i < 20 + 7 * round; i++) {
          assertEquals("stored", lines.readLine());
          said++;
        }
        // Not by the process itself: that would close what it has said.
        process.toHandle().destroyForcibly();
        said += (int) lines.lines().count();
      }
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    }
    try (var collection = SoundCollection.open(place)) {
      long stored =
          collection.labels().stream()
              .filter(label -> label.source() == LabelSource.PERSON)
              .count();
      // The last one of each may be stored and not said.
      assertTrue(stored >= said && stored <= said + 3, stored + " of " + said);
    }
  }

  /** Stores labels for ever, and says after each that it is stored. */
  static final class Labeller {
    private Labeller() {}

    /** Begins. */
    public static void main(String[] args) {
      try (var collection = SoundCollection.open(Path.of(args[0]))) {
        for (int i = 0; ; i++) {
          collection.label(NewLabel.yes(i % 4, "class" + i % 3, LabelSource.PERSON));
          System.out.println("stored");
        }
      }
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    return to;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (var files = Files.walk(folder)) {
      all = files.toList();
    }
    for (var file : all.reversed()) {
      Files.delete(file);
    }
  }
}
