package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.Dataset;
import dev.earshot.check.GradientCheck;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.DatasetNpz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherCommandsTest {
  @TempDir Path folder;

  @Test
  void featuresAreWhatTheLibraryMakes() throws Exception {
    var sounds = SmallData.sounds(folder.resolve("sounds"), 2);
    var file = folder.resolve("f.npz");
    var result =
        CommandRun.succeeding("features", sounds, "--encoder", "logmel", "--out", file, "--json");
    assertEquals(128, result.json().get("columns").getAsInt());
    var written = DatasetNpz.read(file);
    var expected = ClipLoader.load(sounds, "logmel");
    assertArrayEquals(expected.x(), written.x());
    assertArrayEquals(expected.labels(), written.labels());
    assertEquals(expected.ids(), written.ids());
    assertEquals(List.of("rain", "siren"), written.classes());
  }

  @Test
  void evaluateMatchesClassesByName() throws IOException {
    var run = folder.resolve("run");
    var table = SmallData.table(folder.resolve("table.npz"));
    CommandRun.succeeding("train", table, "--out", run, "--folds", 0);
    var same = CommandRun.succeeding("evaluate", run, table, "--json");
    assertTrue(same.err().contains("is what this model was trained on"), same.err());
    var scores = same.json();
    assertEquals(90, scores.get("clips").getAsInt());
    assertTrue(scores.get("accuracy").getAsDouble() > 0.8, same.out());

    // The same rows under other numbers of the same names, the last class without labels.
    var data = DatasetNpz.read(table);
    var labels = data.labels().clone();
    for (int row = 0; row < labels.length; row++) {
      labels[row] = labels[row] == 2 ? -1 : 1 - labels[row];
    }
    var turned =
        new Dataset(
            data.x(),
            data.columns(),
            labels,
            List.of("b", "a"),
            data.ids(),
            data.split(),
            data.groups(),
            data.encoder(),
            Optional.empty());
    var file = folder.resolve("turned.npz");
    DatasetNpz.write(turned, file);
    var part = CommandRun.succeeding("evaluate", run, file, "--json");
    assertTrue(part.err().contains("30 clips without a label: left out"), part.err());
    assertFalse(part.err().contains("too good"), part.err());
    for (int cls = 0; cls < 2; cls++) {
      assertEquals(
          scores.getAsJsonArray("confusion").get(cls),
          part.json().getAsJsonArray("confusion").get(cls));
    }
    var absent = part.json().getAsJsonArray("classes").get(2).getAsJsonObject();
    assertEquals(0, absent.get("clips").getAsInt());
    assertTrue(absent.get("recall").isJsonNull());

    var text = CommandRun.succeeding("evaluate", run, table).out();
    assertTrue(text.contains("unweighted accuracy"), text);
    assertTrue(text.matches("(?s).*\\n +1 +2 +3\\R.*"), text);
  }

  @Test
  void gradcheckChecksEveryOperation() {
    var checks = CommandRun.succeeding("gradcheck", "--json").jsonElement().getAsJsonArray();
    assertTrue(checks.size() > 50, checks.size() + " checks");
    for (var element : checks) {
      var check = element.getAsJsonObject();
      assertTrue(check.get("ok").getAsBoolean(), check.toString());
      var error = check.get("relativeError").getAsDouble();
      assertTrue(error <= GradientCheck.TOLERANCE, check.toString());
    }
  }

  @Test
  void doctorNamesEveryBackend() {
    var out = CommandRun.succeeding("doctor").out();
    for (var provider : Backends.all()) {
      assertTrue(out.contains("backend " + provider.name()), out);
    }
  }

  /** Which kernels are in the build, and what of NVIDIA's is used or why it is not. */
  @Test
  void doctorTellsWhatThereIsOfCuda() {
    var cuda = CommandRun.succeeding("doctor", "--json").json().getAsJsonArray("cuda");
    var lines = cuda.asList().stream().map(line -> line.getAsString()).toList();
    assertTrue(lines.getFirst().startsWith("kernels: "), lines.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("not used: "))
            || lines.stream().anyMatch(line -> line.startsWith("taken by size: cuBLAS from ")),
        lines.toString());
  }

  @Test
  void demoLearnsAndItsTruthIsAsItSays() throws IOException {
    var demo = folder.resolve("my demo");
    var result = CommandRun.succeeding("demo", "--out", demo, "--json").json();
    var evaluation = result.getAsJsonObject("evaluation");
    assertEquals(140, evaluation.get("clips").getAsInt());
    assertTrue(evaluation.get("accuracy").getAsDouble() > 0.5, evaluation.toString());
    // A second look by another command, from the files alone.
    var again =
        CommandRun.succeeding("evaluate", demo.resolve("run"), demo.resolve("truth.csv"), "--json");
    assertEquals(evaluation.get("confusion"), again.json().get("confusion"));

    // It may be replaced, but not once there is something else in it.
    var mine = Files.writeString(demo.resolve("mine.txt"), "mine");
    var refused = CommandRun.of("demo", "--out", demo);
    assertEquals(ExitCode.BAD_INPUT, refused.code(), refused.err());
    assertTrue(refused.err().contains("mine.txt"), refused.err());
    Files.delete(mine);
    CommandRun.succeeding("demo", "--out", demo, "--quiet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "train",
        "collect",
        "export",
        "import",
        "predict",
        "evaluate",
        "compare",
        "check",
        "label",
        "suggest",
        "features",
        "doctor",
        "gradcheck"
      })
  void helpHasAnExampleAndFits(String command) {
    var help = CommandRun.succeeding(command, "--help");
    assertEquals("", help.err());
    assertTrue(help.out().contains("Example:" + System.lineSeparator() + "  earshot " + command));
    help.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
  }
}
