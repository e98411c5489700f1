package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.DatasetNpz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips of no class, wanted precision, and remarks on labels, from the command line. */
class UnknownTest {
  private static final int COLUMNS = 12;
  private static final int KINDS = 5;

  @TempDir Path folder;

  /** The kind of a row: 0 to 2 have labels, 3 and 4 have none. */
  private static int kind(int row) {
    return row % KINDS;
  }

  /**
   * Vectors around five centres, of which three are classes.
   *
   * @param labels how many rows of each class have a label
   * @param classes names of the classes; a fourth one is that of kind 3
   */
  private Path table(String name, int rows, int labels, long seed, List<String> classes)
      throws IOException {
    var centres = new float[KINDS][COLUMNS];
    var random = new Random(5);
    for (var centre : centres) {
      for (int j = 0; j < COLUMNS; j++) {
        centre[j] = 1.5f * (float) random.nextGaussian();
      }
    }
    random = new Random(seed);
    var x = new float[rows * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      x[i] = centres[kind(i / COLUMNS)][i % COLUMNS] + 0.7f * (float) random.nextGaussian();
    }
    var y = new int[rows];
    Arrays.setAll(y, row -> kind(row) < classes.size() && row / KINDS < labels ? kind(row) : -1);
    var data =
        Dataset.of(
            x,
            COLUMNS,
            y,
            labels == 0 ? List.of() : classes,
            IntStream.range(0, rows).mapToObj(Integer::toString).toList(),
            "npz");
    var file = folder.resolve(name + ".npz");
    DatasetNpz.write(data, file);
    return file;
  }

  private static List<String> classes() {
    return List.of("a", "b", "c");
  }

  private CommandRun train(Path table, Path run, Object... more) {
    var arguments = new Object[] {"train", table, "--out", run, "--recipe", "linear"};
    var all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return CommandRun.succeeding(all);
  }

  private static int column(Path csv, String name) throws IOException {
    return List.of(Files.readAllLines(csv).getFirst().split(",")).indexOf(name);
  }

  /** The mean of a column over the rows of known or of unknown kinds. */
  private static double mean(Path csv, String name, boolean known) throws IOException {
    int column = column(csv, name);
    var lines = Files.readAllLines(csv);
    return lines.stream()
        .skip(1)
        .map(line -> line.split(","))
        .filter(cells -> kind(Integer.parseInt(cells[0])) < 3 == known)
        .mapToDouble(cells -> Double.parseDouble(cells[column]))
        .average()
        .orElseThrow();
  }

  @Test
  void clipsOfNoClassAreFound() throws IOException {
    var run = folder.resolve("run");
    var trained = train(table("t", 300, 12, 1, classes()), run);
    assertTrue(trained.err().contains("seem to belong to no class that has labels"), trained.err());
    var own = run.resolve("predictions.csv");
    assertTrue(mean(own, "unknown", false) > 0.8, "training clips of no class");
    assertTrue(mean(own, "unknown", true) < 0.2, "training clips of a class");
    var page = Files.readString(run.resolve("report.html"));
    assertTrue(page.contains("Clips of no class"), "the report shows them");

    var csv = folder.resolve("new.csv");
    var result =
        CommandRun.succeeding(
            "predict", run, table("new", 200, 0, 2, classes()), "--out", csv, "--json");
    assertTrue(mean(csv, "unknown", false) > 0.8, "new clips of no class");
    assertTrue(mean(csv, "unknown", true) < 0.2, "new clips of a class");
    var found = result.json().getAsJsonObject("predictions").getAsJsonObject("unknown");
    assertEquals("unknown", found.get("name").getAsString());
    assertEquals(80, found.get("clips").getAsInt(), 10);
    assertEquals(80, found.get("expected").getAsDouble(), 16);
  }

  /** Without any clip to compare with, distance alone tells. */
  @Test
  void clipsOfNoClassAreFoundByDistanceAlone() throws IOException {
    var all = DatasetNpz.read(table("t", 300, 60, 1, classes()));
    int[] rows = IntStream.range(0, 300).filter(row -> kind(row) < 3).toArray();
    var file = folder.resolve("labelled.npz");
    DatasetNpz.write(all.select(rows), file);
    var run = folder.resolve("run");
    train(file, run);
    var csv = folder.resolve("new.csv");
    CommandRun.succeeding("predict", run, table("new", 200, 0, 2, classes()), "--out", csv);
    assertTrue(mean(csv, "unknown", false) > 0.6, "new clips of no class");
    assertTrue(mean(csv, "unknown", true) < 0.2, "new clips of a class");
  }

  @Test
  void namesCanBeChosenAndSetsClosed() throws IOException {
    var run = folder.resolve("run");
    var table = table("t", 150, 8, 1, classes());
    train(table, run, "--unknown", "none of these");
    assertTrue(column(run.resolve("predictions.csv"), "none of these") > 0);
    var closed = train(table, run, "--closed-set");
    assertEquals(-1, column(run.resolve("predictions.csv"), "unknown"));
    assertFalse(closed.err().contains("no class that has labels"), closed.err());
    var refused = CommandRun.of("train", table, "--out", run, "--unknown", " ");
    assertEquals(ExitCode.BAD_INPUT, refused.code());
    assertTrue(refused.err().contains("expected a name"), refused.err());
  }

  /** Clips that are labelled as background teach what belongs to no class. */
  @Test
  void aClassOfTheNameHasExamples() throws IOException {
    var run = folder.resolve("run");
    var with = List.of("a", "b", "c", "background");
    train(table("t", 300, 12, 1, with), run, "--unknown", "background");
    var csv = run.resolve("predictions.csv");
    assertTrue(column(csv, "background") > 0);
    assertTrue(mean(csv, "unknown background", false) > 0.8, "clips of no class");
    assertTrue(mean(csv, "unknown background", true) < 0.2, "clips of a class");
  }

  @Test
  void unsureClipsGetNoClassIfAPrecisionIsWanted() throws IOException {
    var run = folder.resolve("run");
    train(table("t", 300, 20, 1, classes()), run);
    var csv = folder.resolve("new.csv");
    var result =
        CommandRun.succeeding(
            "predict",
            run,
            table("new", 200, 0, 2, classes()),
            "--out",
            csv,
            "--precision",
            "0.9",
            "--json");
    int named = 0;
    int right = 0;
    for (var line : Files.readAllLines(csv).subList(1, 201)) {
      var cells = line.split(",");
      if (classes().contains(cells[1])) {
        named++;
        right +=
            cells[1].equals(List.of("a", "b", "c", "", "").get(kind(Integer.parseInt(cells[0]))))
                ? 1
                : 0;
      }
    }
    assertTrue(named >= 60, "clips with a class: " + named);
    assertTrue(right >= 0.9 * named, "%s of %s right".formatted(right, named));
    var withheld = result.json().getAsJsonObject("predictions").getAsJsonObject("withheld");
    int others = withheld.keySet().stream().mapToInt(key -> withheld.get(key).getAsInt()).sum();
    assertEquals(200, named + others);
  }

  @Test
  void aPrecisionThatCannotBePromisedIsSaid() throws IOException {
    var run = folder.resolve("run");
    train(table("t", 100, 4, 1, classes()), run);
    var csv = folder.resolve("new.csv");
    var table = table("new", 50, 0, 2, classes());
    var result = CommandRun.succeeding("predict", run, table, "--out", csv, "--precision", "0.99");
    assertTrue(result.err().contains("a precision of 0.99 cannot be promised"), result.err());
    for (var line : Files.readAllLines(csv).subList(1, 51)) {
      assertFalse(classes().contains(line.split(",")[1]), line);
    }
    for (var wrong : List.of("1", "0", "ninety", "-1", "NaN")) {
      var refused = CommandRun.of("predict", run, table, "--out", csv, "--precision", wrong);
      assertEquals(ExitCode.BAD_INPUT, refused.code());
      assertTrue(refused.err().contains("expected a number above 0 and below 1"), refused.err());
    }
  }

  @Test
  void wrongLabelsAndRareClassesAreSaid() throws IOException {
    var run = folder.resolve("run");
    var file = SmallData.table(folder.resolve("s.npz"), 90, 20, classes());
    var data = DatasetNpz.read(file);
    var labels = data.labels().clone();
    for (int row = 0; row < labels.length; row += 5) {
      labels[row] = (labels[row] + 1) % 3;
    }
    var wrong = folder.resolve("wrong.npz");
    DatasetNpz.write(data.withLabels(labels), wrong);
    var clean = train(file, run);
    assertFalse(clean.err().contains("warning"), clean.err());
    var said = train(wrong, run);
    assertTrue(said.err().contains("may be wrong"), said.err());
    assertTrue(said.err().contains("earshot check " + wrong), said.err());

    var rare = data.labels().clone();
    for (int row = 0; row < rare.length; row++) {
      rare[row] = rare[row] == 2 && row > 8 ? -1 : rare[row];
    }
    var unbalanced = folder.resolve("rare.npz");
    DatasetNpz.write(data.withLabels(rare), unbalanced);
    assertTrue(train(unbalanced, run).err().contains("class 'a' has 30 labels, class 'c' only 3"));
  }
}
