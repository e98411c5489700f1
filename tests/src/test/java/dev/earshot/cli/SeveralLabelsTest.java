package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.SharedData;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.DatasetNpz;
import dev.earshot.model.LabelsModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips with several labels, separated by bars. */
class SeveralLabelsTest {
  private static final int COLUMNS = 16;
  private static final List<String> NAMES =
      List.of("rain", "wind", "rain|wind", "bird", "bird|rain");

  @TempDir Path folder;

  /** Sums of the centres of the classes that a row has. */
  private static Dataset data(int rows, int labelled, long seed) {
    var random = new Random(5);
    var centres = new float[3][COLUMNS];
    for (var centre : centres) {
      for (int j = 0; j < COLUMNS; j++) {
        centre[j] = 1.5f * (float) random.nextGaussian();
      }
    }
    random = new Random(seed);
    var singles = List.of("rain", "wind", "bird");
    var x = new float[rows * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
      for (var part : NAMES.get(i / COLUMNS % NAMES.size()).split("\\|")) {
        x[i] += centres[singles.indexOf(part)][i % COLUMNS];
      }
    }
    var y = new int[rows];
    Arrays.setAll(y, row -> row < labelled ? row % NAMES.size() : -1);
    return Dataset.of(
        x,
        COLUMNS,
        y,
        labelled == 0 ? List.of() : NAMES,
        IntStream.range(0, rows).mapToObj(Integer::toString).toList(),
        "npz");
  }

  private Path written(String name, Dataset data) throws IOException {
    var file = folder.resolve(name + ".npz");
    DatasetNpz.write(data, file);
    return file;
  }

  @Test
  void eachClassIsLearntAgainstTheRest() throws IOException {
    var run = folder.resolve("run");
    var trained =
        CommandRun.succeeding("train", written("t", data(300, 150, 1)), "--out", run, "--json");
    assertTrue(trained.err().contains("each of 3 classes is learnt against the rest"));
    assertFalse(trained.err().contains("cannot have several classes"), trained.err());
    assertTrue(trained.json().get("meanAveragePrecision").getAsDouble() > 0.9, trained.out());
    assertTrue(trained.json().get("meanArea").getAsDouble() > 0.9, trained.out());
    assertEquals(3, trained.json().getAsJsonArray("perClass").size());
    assertEquals(151, Files.readAllLines(run.resolve("predictions.csv")).size());
    assertTrue(Files.readString(run.resolve("report.html")).contains("Scores by class"));

    var csv = folder.resolve("new.csv");
    CommandRun.succeeding("predict", run, written("new", data(200, 0, 2)), "--out", csv);
    var lines = Files.readAllLines(csv);
    assertEquals("path,predicted,bird,rain,wind", lines.getFirst());
    int right = 0;
    for (int row = 0; row < 200; row++) {
      var cells = lines.get(1 + row).split(",");
      var truth = Set.of(NAMES.get(row % NAMES.size()).split("\\|"));
      right += truth.equals(Set.of(cells[1].split("\\|"))) ? 1 : 0;
    }
    assertTrue(right > 150, right + " of 200 sets of labels are right");
    var model = LabelsModel.load(run);
    assertEquals(List.of("bird", "rain", "wind"), model.classes());

    var precise =
        CommandRun.succeeding(
            "predict", run, folder.resolve("new.npz"), "--out", csv, "--precision", "0.95");
    assertFalse(precise.err().contains("cannot be promised"), precise.err());
    int named = 0;
    int found = 0;
    lines = Files.readAllLines(csv);
    for (int row = 0; row < 200; row++) {
      var said = lines.get(1 + row).split(",")[1];
      var truth = Set.of(NAMES.get(row % NAMES.size()).split("\\|"));
      for (var part : said.isEmpty() ? new String[0] : said.split("\\|")) {
        named++;
        found += truth.contains(part) ? 1 : 0;
      }
    }
    assertTrue(named > 100 && found >= 0.93 * named, "%s of %s".formatted(found, named));
  }

  @Test
  void newClipsAreScoredClassByClass() throws IOException {
    var run = folder.resolve("run");
    CommandRun.succeeding("train", written("t", data(300, 150, 1)), "--out", run);
    var labelled = written("labelled", data(200, 200, 2));
    var scored = CommandRun.succeeding("evaluate", run, labelled, "--json").json();
    assertEquals(200, scored.get("clips").getAsInt());
    assertTrue(scored.get("meanAveragePrecision").getAsDouble() > 0.9, scored.toString());
    var rain = scored.getAsJsonArray("perClass").get(1).getAsJsonObject();
    assertEquals("rain", rain.getAsJsonObject("score").get("name").getAsString());
    assertEquals(120, rain.getAsJsonObject("score").get("clips").getAsInt());

    // The same by hand, from what predict writes.
    var csv = folder.resolve("scored.csv");
    CommandRun.succeeding("predict", run, labelled, "--out", csv);
    int called = 0;
    int right = 0;
    var lines = Files.readAllLines(csv);
    for (int row = 0; row < 200; row++) {
      boolean said = Set.of(lines.get(1 + row).split(",")[1].split("\\|")).contains("rain");
      called += said ? 1 : 0;
      right += said && NAMES.get(row % NAMES.size()).contains("rain") ? 1 : 0;
    }
    assertEquals(called, rain.get("called").getAsInt());
    assertEquals((double) right / called, rain.get("precision").getAsDouble(), 1e-12);
    assertEquals(right / 120.0, rain.get("recall").getAsDouble(), 1e-12);

    var names = new ArrayList<>(NAMES);
    names.set(3, "owl");
    var other = data(200, 200, 2);
    var foreign = Dataset.of(other.x(), COLUMNS, other.labels(), names, other.ids(), "npz");
    var warned = CommandRun.succeeding("evaluate", run, written("foreign", foreign));
    assertTrue(warned.err().contains("the model does not have class owl"), warned.err());
  }

  @Test
  void whatCannotBeDoneIsSaid() throws IOException {
    var run = folder.resolve("run");
    var table = written("t", data(100, 60, 1));
    var budget = CommandRun.of("train", table, "--out", run, "--labels-per-class", "5");
    assertEquals(ExitCode.BAD_INPUT, budget.code());
    assertTrue(budget.err().contains("takes no label budget"), budget.err());
    assertFalse(Files.exists(run));
    CommandRun.succeeding("train", table, "--out", run);
    var reported = CommandRun.of("evaluate", run, table, "--report", folder.resolve("r.html"));
    assertEquals(ExitCode.BAD_INPUT, reported.code());
    assertTrue(reported.err().contains("--report is for models of clips"), reported.err());
    var unlabelled = CommandRun.of("evaluate", run, written("none", data(20, 0, 3)));
    assertEquals(ExitCode.BAD_INPUT, unlabelled.code());
    assertTrue(unlabelled.err().contains("no clip has a label"), unlabelled.err());
    var lone = data(100, 60, 1);
    var labels = lone.labels().clone();
    for (int row = 0; row < labels.length; row++) {
      labels[row] = row == 0 || labels[row] == 0 || labels[row] == 3 ? labels[row] : -1;
    }
    labels[1] = 2;
    var refused = CommandRun.of("train", written("lone", lone.withLabels(labels)), "--out", run);
    assertEquals(ExitCode.BAD_INPUT, refused.code());
    assertTrue(refused.err().contains("class 'wind' has 1 of the"), refused.err());
  }

  /** Clips of AudioSet that are mixed in pairs, by the mean of their vectors, have both labels. */
  @Test
  void mixturesOfAudioSetAreTold() throws IOException {
    var all = DatasetNpz.read(SharedData.path("audioset-vggish/audioset33-small.npz"));
    int kinds = 6;
    var rows = new ArrayList<Integer>();
    for (int row = 0; row < all.rows(); row++) {
      if (all.labels()[row] >= 0 && all.labels()[row] < kinds) {
        rows.add(row);
      }
    }
    Collections.shuffle(rows, new Random(3));
    int count = Math.min(400, rows.size());
    int d = all.columns();
    var x = new float[count * d];
    var names = new ArrayList<String>();
    var y = new int[count];
    for (int i = 0; i < count; i++) {
      int a = rows.get(i);
      int b = i % 2 == 0 ? a : rows.get((i + 7) % count);
      for (int j = 0; j < d; j++) {
        x[i * d + j] = (all.x()[a * d + j] + all.x()[b * d + j]) / 2;
      }
      int first = Math.min(all.labels()[a], all.labels()[b]);
      int second = Math.max(all.labels()[a], all.labels()[b]);
      var name = first == second ? "k" + first : "k%s|k%s".formatted(first, second);
      if (!names.contains(name)) {
        names.add(name);
      }
      y[i] = names.indexOf(name);
    }
    var file =
        written(
            "mixed",
            Dataset.of(
                x,
                d,
                y,
                names,
                IntStream.range(0, count).mapToObj(Integer::toString).toList(),
                "npz"));
    var trained = CommandRun.succeeding("train", file, "--out", folder.resolve("run"), "--json");
    // Chance is the fraction of clips with the class, about a quarter.
    assertTrue(trained.json().get("meanAveragePrecision").getAsDouble() > 0.6, trained.out());
    assertTrue(trained.json().get("meanArea").getAsDouble() > 0.8, trained.out());
  }
}
