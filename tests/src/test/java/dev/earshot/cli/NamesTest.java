package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.demo.SoundKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files, classes and options, as users have them. */
class NamesTest {
  /** Clears the screen, turns the text, begins a new line: what a file name may hold. */
  private static final String HOSTILE = "a\033[2J\u202Egpj\nearshot: all is well\u009B31m";

  @TempDir static Path folder;

  @BeforeAll
  static void train() throws IOException {
    SmallData.sounds(folder.resolve("sounds"), 3);
    CommandRun.succeeding(
        "train",
        folder.resolve("sounds"),
        "--encoder",
        "logmel",
        "--out",
        folder.resolve("run"),
        "--recipe",
        "linear");
  }

  private static void assertHarmless(String output) {
    assertTrue(
        output.chars().noneMatch(c -> c == '\033' || c == '\u202E' || c == '\u009B'), output);
    assertFalse(output.lines().anyMatch(line -> line.startsWith("earshot: all is well")), output);
  }

  @Test
  void hostileNamesReachNoTerminalAndNoReport() throws IOException {
    var data = folder.resolve("hostile");
    SmallData.clips(data.resolve("=" + HOSTILE), SoundKind.RAIN, 0, 4);
    SmallData.clips(data.resolve("b"), SoundKind.SIREN, 0, 4);
    SmallData.clips(data.resolve("unlabelled"), SoundKind.SIREN, 4, 2);
    Files.writeString(data.resolve("b").resolve(HOSTILE + ".wav"), "no sound");
    var run = folder.resolve("hostile-run");
    var page = folder.resolve("page.html");
    var csv = folder.resolve("hostile.csv");
    for (var each :
        List.of(
            CommandRun.succeeding("train", data, "--out", run, "--recipe", "linear"),
            CommandRun.succeeding("evaluate", run, data, "--report", page),
            CommandRun.succeeding("evaluate", run, data, "--json"),
            CommandRun.succeeding("predict", run, data, "--out", csv),
            CommandRun.of("predict", run, data.resolve(HOSTILE), "--out", csv),
            CommandRun.of("predict", run, data, "--" + HOSTILE),
            CommandRun.of("train", folder.resolve(HOSTILE), "--out", run, "--debug"))) {
      assertHarmless(each.out());
      assertHarmless(each.err());
    }
    assertHarmless(Files.readString(run.resolve("report.html")));
    assertHarmless(Files.readString(page));
    var header = Files.readString(csv).lines().findFirst().orElseThrow();
    assertTrue(header.startsWith("path,predicted,confidence,\"'="), header);
  }

  @Test
  void jsonKeepsTheNameItself() throws IOException {
    var data = folder.resolve("named");
    SmallData.clips(data.resolve("rain"), SoundKind.RAIN, 0, 2);
    SmallData.clips(data.resolve("x\u202Ey"), SoundKind.SIREN, 0, 2);
    var out = folder.resolve("named.npz");
    var run = CommandRun.succeeding("features", data, "--encoder", "lld", "--out", out, "--json");
    assertHarmless(run.out());
    var classes = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("classes");
    assertEquals("x\u202Ey", classes.get(1).getAsString());
  }

  @Test
  void predictTakesFiles() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder.resolve("sounds/unlabelled"))) {
      files = found.sorted().toList();
    }
    var csv = folder.resolve("files.csv");
    CommandRun.succeeding("predict", folder.resolve("run"), files.getFirst(), "--out", csv);
    assertEquals(2, Files.readAllLines(csv).size());
    var missing = folder.resolve("gone.wav");
    var run =
        CommandRun.succeeding(
            "predict", folder.resolve("run"), files.get(0), missing, files.get(1), "--out", csv);
    assertTrue(run.err().contains("gone.wav: no such file"), run.err());
    assertEquals(
        List.of(files.get(0).toString(), files.get(1).toString()),
        Files.readAllLines(csv).stream().skip(1).map(row -> row.split(",")[0]).toList());
    var strict =
        CommandRun.of(
            "predict", folder.resolve("run"), files.get(0), missing, "--strict", "--out", csv);
    assertEquals(ExitCode.BAD_INPUT, strict.code());
  }

  @Test
  void evaluateScoresTheClassesThatTheModelHas() throws IOException {
    var data = folder.resolve("more");
    SmallData.clips(data.resolve("rain"), SoundKind.RAIN, 8, 2);
    SmallData.clips(data.resolve("Siren"), SoundKind.SIREN, 8, 3);
    var run = CommandRun.succeeding("evaluate", folder.resolve("run"), data, "--json");
    assertTrue(
        run.err()
            .contains(
                "the model does not have class 'Siren' (3 clips, but it has 'siren'); its classes"
                    + " are rain, siren; these clips are left out"),
        run.err());
    assertEquals(2, run.json().get("clips").getAsInt());
    assertEquals(3, run.json().get("unknown").getAsInt());
  }

  @Test
  void clipsThatCannotBeReadAreNamedAndLeftOut() throws IOException {
    var data = folder.resolve("gaps");
    SmallData.clips(data.resolve("rain"), SoundKind.RAIN, 0, 2);
    SmallData.clips(data.resolve("siren"), SoundKind.SIREN, 0, 2);
    Files.createDirectories(data.resolve("broken"));
    Files.writeString(data.resolve("broken/x.wav"), "no sound");
    Files.createSymbolicLink(data.resolve("rain/link.wav"), data.resolve("nowhere.wav"));
    Files.writeString(data.resolve("rain/song.mp3"), "ID3");
    var out = folder.resolve("gaps.npz");
    var run = CommandRun.succeeding("features", data, "--encoder", "lld", "--out", out);
    assertTrue(run.err().contains("link.wav: a link to a file that is not there"), run.err());
    assertTrue(run.err().contains("3 clips of 7 could not be read and are left out"), run.err());
    assertTrue(
        run.err().contains("class 'broken' is left out: none of its clips could be read"),
        run.err());
    assertTrue(run.err().contains("song.mp3: is no sound file that Earshot knows"), run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train data --outt x",
        "train --outt x",
        "train data --out x --runs none --outt x",
        "train data --out --outt x",
        "predict run --outt x",
        "evaluate --outt=x",
        "compare --outt x",
        "features data --outt x",
        "experiment --outt x",
        "demo --outt x",
        "doctor --outt",
        "gradcheck --outt",
      })
  void aMisspeltOptionIsNamed(String line) {
    var run = CommandRun.of((Object[]) line.split(" "));
    assertEquals(ExitCode.BAD_INPUT, run.code());
    assertTrue(run.err().startsWith("earshot: Unknown option: '--outt"), run.err());
    if (!line.startsWith("doctor") && !line.startsWith("gradcheck")) {
      assertTrue(run.err().contains("--"), run.err());
    }
  }

  @Test
  void groupsThatNamesSuggestAreTold() throws IOException {
    var names = new StringBuilder("path,label,group\n");
    for (int i = 0; i < 12; i++) {
      var kind = i % 2 == 0 ? SoundKind.RAIN : SoundKind.SIREN;
      SmallData.clips(folder.resolve("takes"), kind, i, 1);
      var written =
          folder.resolve("takes/clip-%s-%s.wav".formatted(kind.label(), i < 10 ? "0" + i : i));
      var name = "%s/session%s_%s.wav".formatted(kind.label(), i / 4, i);
      Files.createDirectories(folder.resolve("takes/" + name).getParent());
      Files.move(written, folder.resolve("takes/" + name));
      names.append("%s,%s,session%s\n".formatted(name, kind.label(), i / 4));
    }
    var run =
        CommandRun.of(
            "compare",
            folder.resolve("takes"),
            "--runs",
            1,
            "--models",
            "lr",
            "--recipe",
            "linear");
    assertTrue(run.err().contains("names suggest 3 groups, such as 'session0_'"), run.err());
    var csv = Files.writeString(folder.resolve("takes/list.csv"), names);
    var stated = CommandRun.of("compare", csv, "--runs", 1, "--models", "lr", "--recipe", "linear");
    assertTrue(
        stated.err().contains("the data states 3 groups; without --group-split"), stated.err());
    var kept =
        CommandRun.of(
            "compare", csv, "--runs", 1, "--models", "lr", "--recipe", "linear", "--group-split");
    assertFalse(kept.err().contains("without --group-split"), kept.err());
  }
}
