package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.earshot.SharedData;
import dev.earshot.cli.console.Streams;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.DatasetNpz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, from end to end. */
class TrainPredictTest {
  @TempDir Path folder;

  /** Each clip's predicted class, confidence and probabilities, as the file has them. */
  private static Map<String, List<String>> predictions(Path csv) throws IOException {
    var lines = Files.readAllLines(csv);
    var header = List.of(lines.getFirst().split(","));
    int path = header.indexOf("path");
    int predicted = header.indexOf("predicted");
    return lines.stream()
        .skip(1)
        .map(line -> List.of(line.split(",")))
        .collect(Collectors.toMap(row -> row.get(path), row -> row.subList(predicted, row.size())));
  }

  @Test
  void realClipsThenASecondProcessThatPredicts() throws Exception {
    var data = SharedData.path("esc10");
    var run = folder.resolve("run");
    var trained =
        CommandRun.succeeding(
            "train",
            data,
            "--encoder",
            "logmel",
            "--out",
            run,
            "--epochs",
            1,
            "--runs",
            1,
            "--label-rate",
            0.1,
            "--json");
    assertTrue(trained.err().contains("400 clips (400 labelled, 0 unlabelled)"), trained.err());
    assertTrue(trained.err().contains("Few-label benchmark (10.0 % of the labels): 1 run"));
    assertFalse(trained.err().contains("Next:"), "its model is not offered for predict");
    assertTrue(trained.err().contains("train without --label-rate"), trained.err());
    assertEquals(
        JsonParser.parseString(Files.readString(run.resolve("metrics.json"))), trained.json());

    var csv = folder.resolve("predictions.csv");
    try (var second =
        ChildProcess.start(folder.resolve("log"), "predict", run, data, "--out", csv)) {
      second.succeed();
      assertTrue(second.output().contains("this model is from a few-label benchmark"));
    }
    var all = predictions(csv);
    var test = predictions(run.resolve("predictions.csv"));
    assertEquals(400, all.size());
    assertEquals(40, test.size());
    test.forEach((clip, row) -> assertEquals(row, all.get(clip), clip));
    assertTrue(test.values().stream().map(List::getFirst).distinct().count() > 1, "one class");
  }

  /** The first thing that people do. */
  @Test
  void allLabelsAreLearntFromAfterTheExpectedScoresAreMeasured() throws Exception {
    var table = SmallData.table(folder.resolve("table.npz"));
    int clips = ClipLoader.load(table, "npz").rows();
    var run = folder.resolve("run");
    var trained = CommandRun.succeeding("train", table, "--out", run, "--recipe", "linear");
    assertTrue(trained.err().contains("First 5-fold cross-validation"), trained.err());
    assertTrue(
        trained.out().contains("Expected on new clips, by cross-validation with these labels"),
        trained.out());
    assertTrue(
        trained.out().contains("The model has learnt from all %d labels.".formatted(clips)),
        trained.out());
    assertTrue(trained.err().contains("Next:"), trained.err());
    assertEquals(clips, predictions(run.resolve("predictions.csv")).size());
    var predicted = CommandRun.succeeding("predict", run, table, "--out", folder.resolve("p.csv"));
    assertFalse(predicted.err().contains("warning"), predicted.err());
  }

  @Test
  void clipsWithoutALabelArePredicted() throws IOException {
    var data = SmallData.sounds(folder.resolve("my sounds"), 6);
    Files.writeString(data.resolve("rain/broken.wav"), "no sound");
    Files.writeString(data.resolve("rain/notes.txt"), "no sound either");
    var run = folder.resolve("run");
    var trained = CommandRun.succeeding("train", data, "--out", run, "--encoder", "lld");
    assertTrue(trained.err().contains("24 clips (12 labelled, 12 unlabelled)"), trained.err());
    assertTrue(trained.err().contains("learns from all 12 labels"), trained.err());
    assertTrue(trained.err().contains("predict the 12 clips without a label"), trained.err());
    assertTrue(trained.err().contains("cross-validation inside the labels"), trained.err());
    assertEquals(1, trained.err().lines().filter(line -> line.contains("broken.wav")).count());
    assertTrue(trained.err().contains("1 clip of 25 could not be read"), trained.err());
    assertTrue(trained.err().contains("Not audio, ignored: 1 file"), trained.err());
    assertTrue(
        trained.out().contains("Scores in cross-validation inside the labels"), trained.out());
    assertTrue(trained.out().contains("Neighbour agreement"), trained.out());
    assertFalse(Files.exists(folder.resolve("run.partial")));

    var predicted = predictions(run.resolve("predictions.csv"));
    assertEquals(12, predicted.size());
    long right =
        predicted.entrySet().stream()
            .filter(entry -> entry.getKey().contains(entry.getValue().getFirst()))
            .count();
    assertTrue(right >= 10, right + " of 12 right: " + predicted);
  }

  @Test
  void aStatedTestPartIsTestedAlsoIfSomeClipsHaveNoLabel() throws IOException {
    var data = SmallData.sounds(folder.resolve("sounds"), 4);
    var csv = folder.resolve("clips.csv");
    var lines = new ArrayList<>(List.of("path,label,split"));
    for (var kind : List.of("siren", "rain", "unlabelled")) {
      try (var clips = Files.list(data.resolve(kind))) {
        var part = new AtomicInteger();
        clips.forEach(clip -> {
          var label = kind.equals("unlabelled") ? "" : kind;
          var given = part.getAndIncrement() == 0 && !label.isEmpty() ? "test" : "train";
          lines.add("sounds/%s/%s,%s,%s".formatted(kind, clip.getFileName(), label, given));
        });
      }
    }
    Files.write(csv, lines);
    var run = folder.resolve("run");
    var trained =
        CommandRun.succeeding("train", csv, "--out", run, "--encoder", "lld", "--recipe", "linear");
    assertTrue(
        trained.err().contains("First a test on the 2 test clips that the data's split names"),
        trained.err());
    assertTrue(trained.out().contains("on the test clips of the data's split"), trained.out());
    assertEquals(2, predictions(run.resolve("test-predictions.csv")).size());
    assertEquals(
        lines.size() - 1 - 8, predictions(run.resolve("predictions.csv")).size(), "no label");
  }

  @Test
  void predictCountsClassesAndTakesTheModelFileToo() throws IOException {
    var data = SmallData.sounds(folder.resolve("sounds"), 4);
    var run = folder.resolve("run");
    CommandRun.succeeding("train", data, "--out", run, "--encoder", "lld");
    SmallData.clips(folder.resolve("new"), SoundKind.SIREN, 20, 3);
    Files.writeString(folder.resolve("new/broken.wav"), "no sound");
    var csv = folder.resolve("p.csv");
    var result =
        CommandRun.succeeding(
                "predict",
                run.resolve("model.safetensors"),
                folder.resolve("new"),
                "--out",
                csv,
                "--json")
            .json();
    assertEquals(1, result.get("skipped").getAsInt());
    var counts = result.getAsJsonObject("predictions");
    assertEquals(3, counts.get("clips").getAsInt());
    int sum = 0;
    for (var entry : counts.getAsJsonArray("classes")) {
      sum += entry.getAsJsonObject().get("clips").getAsInt();
    }
    assertEquals(3, sum);
    assertEquals(3, predictions(csv).size());
  }

  /** As many threads as there are, and as many runs side by side: the same bits. */
  @Test
  void threadsChangeNothing() throws IOException {
    var data = SmallData.sounds(folder.resolve("sounds"), 6);
    for (int threads = 1; threads <= 2; threads++) {
      CommandRun.succeeding(
          "train",
          data,
          "--encoder",
          "logmel",
          "--out",
          folder.resolve("run" + threads),
          "--threads",
          threads,
          "--folds",
          2,
          "--epochs",
          20,
          "--ssl",
          "all");
    }
    for (var name : List.of("model.safetensors", "predictions.csv")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("run1").resolve(name)),
          Files.readAllBytes(folder.resolve("run2").resolve(name)),
          name);
    }
  }

  @Test
  void anEarlierRunIsReplacedAndARecipeFileAndConfigFileAreTaken() throws IOException {
    var table = SmallData.table(folder.resolve("table.npz"));
    var run = folder.resolve("run");
    CommandRun.succeeding("train", table, "--out", run, "--epochs", 1, "--folds", 0);
    var recipe =
        JsonParser.parseString(Files.readString(run.resolve("config.json")))
            .getAsJsonObject()
            .getAsJsonObject("recipe");
    recipe.addProperty("name", "mine");
    recipe.getAsJsonObject("network").addProperty("width", 24);
    var file = Files.writeString(folder.resolve("mine.json"), recipe.toString());
    var config =
        Files.writeString(
            folder.resolve("config.json"),
            "{\"out\": \"%s\", \"recipe\": \"%s\", \"label-rate\": 0.1, \"runs\": 3, \"ssl\": [\"denoise\", \"shuffle\"]}"
                .formatted(run, file));
    var metrics = CommandRun.succeeding("train", table, "--config", config, "--json").json();
    assertEquals(3, metrics.getAsJsonArray("runs").size());
    var written =
        JsonParser.parseString(Files.readString(run.resolve("config.json")))
            .getAsJsonObject()
            .getAsJsonObject("recipe");
    assertEquals("mine", written.get("name").getAsString());
    assertEquals("[\"DENOISE\",\"SHUFFLE\"]", written.get("tasks").toString());
    assertEquals(24, written.getAsJsonObject("network").get("width").getAsInt());
  }

  /** Two classes that overlap, one nine times as frequent. */
  @Test
  void aRareClassGetsItsDueUnlessTheMostProbableIsAskedFor() throws Exception {
    var all = SmallData.table(folder.resolve("all.npz"), 800, 1, List.of("often", "seldom"));
    var even = ClipLoader.load(all, "npz");
    int[] rows = IntStream.range(0, 800).filter(row -> row % 2 == 0 || row % 18 == 1).toArray();
    var data = folder.resolve("skewed.npz");
    DatasetNpz.write(even.select(rows), data);
    var run = folder.resolve("run");
    CommandRun.succeeding(
        "train", data, "--out", run, "--recipe", "linear", "--runs", 1, "--label-rate", 0.5);
    var due = folder.resolve("due.csv");
    var probable = folder.resolve("probable.csv");
    CommandRun.succeeding("predict", run, data, "--out", due);
    CommandRun.succeeding("predict", run, data, "--out", probable, "--most-probable");
    assertTrue(seldom(due) > 1.5 * seldom(probable), seldom(due) + ", " + seldom(probable));
    for (var row : predictions(probable).values()) {
      double often = Double.parseDouble(row.get(2));
      assertEquals(often >= 0.5 ? "often" : "seldom", row.getFirst());
    }
  }

  private static long seldom(Path csv) throws IOException {
    return predictions(csv).values().stream()
        .filter(row -> row.getFirst().equals("seldom"))
        .count();
  }

  /** Output that notes, when a text has been written, whether a file exists already. */
  private static final class Watch extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final String text;
    private final Path file;
    private Optional<Boolean> existed = Optional.empty();

    Watch(String text, Path file) {
      this.text = text;
      this.file = file;
    }

    @Override
    public void write(int value) {
      written.write(value);
      if (existed.isEmpty() && written.toString(StandardCharsets.UTF_8).endsWith(text)) {
        existed = Optional.of(Files.exists(file));
      }
    }
  }

  private void assertWrittenAfter(String text, Path file, Object... words) {
    var watch = new Watch(text, file);
    try (var out = new PrintStream(watch, true, StandardCharsets.UTF_8)) {
      var streams = new Streams(out, new PrintStream(OutputStream.nullOutputStream()), false);
      assertEquals(
          0, Main.run(streams, Arrays.stream(words).map(Object::toString).toArray(String[]::new)));
    }
    assertEquals(Optional.of(false), watch.existed, watch.written.toString(StandardCharsets.UTF_8));
    assertTrue(Files.exists(file));
  }

  @Test
  void theResultIsOnTheScreenBeforeTheReportIsWritten() throws IOException {
    var table = SmallData.table(folder.resolve("table.npz"));
    var run = folder.resolve("run");
    assertWrittenAfter(
        "The model has learnt from all",
        run.resolve("report.html"),
        "train",
        table,
        "--out",
        run,
        "--recipe",
        "linear",
        "--quiet");
    var page = folder.resolve("page.html");
    assertWrittenAfter("accuracy", page, "evaluate", run, table, "--report", page, "--quiet");
  }
}
