package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.demo.SoundKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be used ends every command with exit code 2 and one line that says why. */
class BadInputTest {
  @TempDir static Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    SmallData.table(folder.resolve("good.npz"));
    SmallData.table(folder.resolve("wide.npz"), 30, 9, List.of("a", "b", "c"));
    SmallData.table(folder.resolve("foreign.npz"), 30, 6, List.of("y", "z"));
    SmallData.clips(folder.resolve("one/rain"), SoundKind.RAIN, 0, 3);
    SmallData.clips(folder.resolve("loose"), SoundKind.RAIN, 0, 2);
    SmallData.sounds(folder.resolve("sounds"), 2);
    SmallData.sounds(folder.resolve("spoilt"), 2);
    Files.writeString(folder.resolve("spoilt/rain/broken.wav"), "no sound");
    Files.createDirectories(folder.resolve("corrupt/rain"));
    Files.writeString(folder.resolve("corrupt/rain/broken.wav"), "no sound");
    Files.createDirectories(folder.resolve("empty"));
    Files.createDirectories(folder.resolve("full"));
    Files.writeString(folder.resolve("full/letter.txt"), "keep me");
    Files.writeString(folder.resolve("file"), "keep me");
    Files.writeString(folder.resolve("list.csv"), "path,label\nnone.wav,a\n");
    train("good.npz", "run");
    train("sounds", "heard");
    CommandRun.succeeding(
        "collect",
        folder.resolve("sounds"),
        "--encoder",
        "logmel",
        "--out",
        folder.resolve("yard"));
    Files.writeString(folder.resolve("quiet.json"), "{\"quiet\": true}");
    Files.writeString(folder.resolve("letter.npz"), "keep me");
    Files.write(folder.resolve("letter.bin"), new byte[] {'a', 0});
  }

  private static void train(String data, String out) {
    CommandRun.succeeding(
        "train",
        folder.resolve(data),
        "--encoder",
        "logmel",
        "--out",
        folder.resolve(out),
        "--epochs",
        1,
        "--runs",
        1);
  }

  /** Words with a leading {@code @} are names in the folder of this test. */
  private static CommandRun run(String line) {
    var words =
        List.of((line + " --quiet").split(" ")).stream()
            .map(word -> word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word)
            .toArray();
    return CommandRun.of(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train @nothing --out @new | nothing: no such file or folder",
        "train @nothing.npz --out @new | nothing.npz: no such file",
        "train @empty --out @new | empty: no audio clips",
        "train @file --out @new | file: expected a folder of clips",
        "train @list.csv --out @new | list.csv, row 2: none.wav: no such file",
        "train @one --out @new | one: every labelled clip is of class 'rain'",
        "train @loose --out @new | loose: no clip has a label",
        "train @loose --encoder lld --out @new | loose: no clip has a label",
        "features @loose --out @f.npz | label some clips, or name one of logmel, lld",
        "train @corrupt --out @new | broken.wav",
        "train @spoilt --strict --out @new | broken.wav",
        "train @good.npz --out @full | full is not empty and was not made by Earshot",
        "train @good.npz --out @file | file is a file",
        "train @good.npz --out @file/new | new: cannot be written (a file is in the way)",
        "train @good.npz --out @new --group-split | good.npz: the data states no groups",
        "train @good.npz --out @new --resume | nothing to resume",
        "train @good.npz --out @new --label-rate 2 | the label rate must be in (0, 1]: 2.0",
        "train @good.npz --out @new --random-edges 4 | --random-edges goes with --inference random",
        "train @good.npz --out @new --recipe papr | default, graph, linear, paper, paper-graphconv",
        "train @good.npz --out @new --recipe @none.json | none.json: no such file",
        "train @good.npz --out @new --backend smid | no backend is called 'smid'; there are: auto, ",
        "train @sounds --out @new --encoder lgmel | choose one of lld, logmel",
        "predict @none @good.npz --out @p.csv | none: no such file; expected a model",
        "predict @file @good.npz --out @p.csv | file",
        "predict @run @nothing.npz --out @p.csv | nothing.npz: no such file",
        "predict @heard @empty --out @p.csv | empty: no audio clips",
        "predict @heard @corrupt --out @p.csv | broken.wav",
        "predict @heard @spoilt --strict --out @p.csv | broken.wav",
        "predict @run @wide.npz --out @p.csv | vectors have 9 values, the model takes 6",
        "predict @run @sounds --out @p.csv | sounds: the model was trained on vectors",
        "predict @run @good.npz --out @full | full: is a folder",
        "predict @run @good.npz --out @file/p.csv | p.csv: cannot be written",
        "predict @run @good.npz --out @good.npz | good.npz: is the input",
        "predict @run @good.npz --out @run/model.safetensors | is part of what another command wrote",
        "predict @run @good.npz --out @letter.bin | letter.bin: holds something that this command",
        "doctor --json @run/config.json | config.json: is part of what another command wrote",
        "doctor --config @quiet.json --json @quiet.json | quiet.json: is the input",
        "features @sounds --encoder logmel --out @letter.npz | letter.npz: holds something",
        "suggest @yard --out @yard/collection.db | collection.db: is in the collection",
        "detect @heard @sounds --out @sounds/rain/clip-rain-00.wav | is the name of a sound file",
        "detect @heard @sounds --format audacity --out @heard | heard: holds config.json",
        "import @yard @yard | yard: is a collection; export its labels",
        "export @yard --format audacity --out @run | run: holds config.json",
        "export @yard --format folder --out @heard | heard: holds config.json",
        "evaluate @none @good.npz | none: no such file; expected a model",
        "evaluate @run @nothing | nothing",
        "evaluate @run @foreign.npz | the model does not have class 'y' (15 clips), 'z' (15 clips); its"
            + " classes are a, b, c; no clip is left to score",
        "evaluate @run @wide.npz | vectors have 9 values, the model takes 6",
        "evaluate @heard @loose | loose: no clip has a label",
        "evaluate @heard @empty | empty: no audio clips",
        "compare @nothing.npz | nothing.npz: no such file",
        "compare @one | one: every labelled clip is of class 'rain'",
        "compare @good.npz --group-split | good.npz: the data states no groups",
        "check @good.npz --group-split | good.npz: the data states no groups",
        "check @sounds --encoder logmel --group-split | sounds: the data states no groups",
        "compare @good.npz --label-rate 0 | the label rate must be in (0, 1]: 0.0",
        "features @nothing --encoder lld --out @f.npz | nothing: no such file or folder",
        "features @empty --encoder lld --out @f.npz | empty: no audio clips",
        "features @corrupt --encoder lld --out @f.npz | broken.wav",
        "features @spoilt --encoder lld --strict --out @f.npz | broken.wav",
        "features @sounds --encoder ldd --out @f.npz | choose one of lld, logmel",
        "features @sounds --encoder lld --out @f.txt | f.txt: expected a name that ends in .npz",
        "predict @run @good.npz @sounds --out @p.csv | expected an audio file; a folder or a table",
        "features @good.npz --encoder lld --out @f.npz | good.npz: is a table of vectors already",
        "features @sounds --encoder lld --out @file/f.npz | f.npz: cannot be written",
        "collect @sounds --out @new --window whole | --window whole: a collection is made of windows",
        "collect @sounds --out @new --window 1s --hop 2s | --window, --hop: a hop of 2 s",
        "detect @heard @sounds --out @p.csv --background rain,siren | names every class",
        "experiment table2 --data @nothing --out @new | nothing: no such file or folder",
        "demo --out @full | full is not empty and was not made by Earshot",
        "demo --out @run | run: was written by another command",
        "demo --out @file | file is a file",
      })
  void isOneLine(String line, String complaint) throws IOException {
    var before = content();
    var run = run(line);
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("earshot: "), run.err());
    assertTrue(run.err().contains(complaint), run.err());
    assertEquals(before, content());
  }

  /** All that is there: names with lengths and times. */
  private static Map<String, String> content() throws IOException {
    try (var files = Files.walk(folder)) {
      var content = new TreeMap<String, String>();
      for (var file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            file.toString(), Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis());
      }
      return content;
    }
  }

  /** What would be read for ever is refused at once. */
  @ParameterizedTest
  @CsvSource({"--recipe,recipe in JSON", "--config,the JSON file that --config names"})
  @Timeout(60)
  void aDeviceInPlaceOfJsonIsRefused(String option, String expected) throws IOException {
    Path zero = Path.of("/dev/zero");
    assumeTrue(Files.exists(zero), "this system has no /dev/zero");
    Path link = folder.resolve("zero.json");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, zero);
    isOneLine(
        "train @good.npz --out @new %s @zero.json".formatted(option),
        "zero.json: is a pipe or a device, not a regular file; expected");
    Files.delete(link);
    Files.write(link, new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
    isOneLine("train @good.npz --out @new %s @zero.json".formatted(option), "not UTF-8 text");
    Files.delete(link);
    isOneLine("train @good.npz --out @new %s @zero.json".formatted(option), expected);
  }

  private static void assertNothingWritten() {
    for (var name : List.of("new", "new.partial", "p.csv", "f.npz", "f.txt")) {
      assertFalse(Files.exists(folder.resolve(name)), name);
    }
  }

  /** Wrong usage gets a second line: where to read what is right. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train @good.npz --out @new --epochs 0 | '--epochs': '0'; expected a whole number",
        "train @good.npz --out @new --runs none | '--runs': 'none'; expected a whole number",
        "train @good.npz --out @new --threads -1 | '--threads': '-1'; expected a whole number",
        "train @good.npz --out @new --ssl denoise,compleshun | 'compleshun'; expected none, all",
        "train @good.npz --out @new --inference nearest | 'nearest'; expected random, matched, knn, none",
        "train @good.npz --out @new --random-edges 0 | '--random-edges': '0'; expected",
        "train @good.npz --out @new --label-rate most | '--label-rate'",
        "train @good.npz | '--out=RUN'",
        "predict @run @good.npz | '--out=FILE'",
        "evaluate @run | 'DATA'",
        "train @good.npz --out @new --pca none | '--pca': 'none'; expected a whole number",
        "compare @good.npz --pca 0 | '--pca': '0'; expected a whole number",
        "train @good.npz --out @new --folds 1 | '--folds': '1'; expected a whole number of at least 2",
        "suggest @yard --budget 99999999999 | at least 1 and at most 2147483647",
        "suggest @yard --seed x | '--seed': 'x'; expected a whole number",
        "detect @heard @sounds --out @p.csv --threshold 50 | '50'; expected a number above 0",
        "encoders add @file --scale NaN | '--scale': 'NaN'; expected a number such as 0.5",
        "gradcheck all | 'all'",
        "doctor now | 'now'",
      })
  void wrongUsageIsExplained(String line, String complaint) {
    var run = run(line);
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(2, run.err().lines().count(), run.err());
    assertTrue(run.err().lines().findFirst().orElseThrow().contains(complaint), run.err());
    assertTrue(run.err().contains("--help' shows what is expected"), run.err());
    assertNothingWritten();
  }

  /** What has no effect is said, once. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "suggest @loose.npz --encoder lld --window 1s | --encoder lld, --window are not used: ",
        "suggest @loose.npz | ",
        "suggest @yard --window whole | --window is not used: ",
      })
  void optionsWithoutEffectAreSaid(String line, String expected) throws IOException {
    CommandRun.succeeding(
        "features",
        folder.resolve("sounds"),
        "--encoder",
        "logmel",
        "--out",
        folder.resolve("loose.npz"));
    var run = run(line);
    assertEquals(0, run.code(), run.err());
    var said = run.err().lines().filter(each -> each.contains("not used")).toList();
    assertEquals(expected == null ? 0 : 1, said.size(), run.err());
    assertTrue(expected == null || said.getFirst().startsWith("warning: " + expected), run.err());
  }

  @Test
  void foreignFilesAreKept() throws IOException {
    run("train @good.npz --out @full");
    run("demo --out @full");
    assertEquals("keep me", Files.readString(folder.resolve("full/letter.txt")));
    try (var files = Files.list(folder.resolve("full"))) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aFolderWhereStatesBelongIsNotTouched() throws IOException {
    var mine =
        Files.createDirectories(folder.resolve("later.partial")).resolve("run-0.safetensors");
    Files.writeString(mine, "mine");
    var run = run("train @good.npz --out @later");
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    assertTrue(run.err().contains("later.partial: is needed for states"), run.err());
    assertEquals("mine", Files.readString(mine));
  }
}
