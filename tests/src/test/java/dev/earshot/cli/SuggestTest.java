package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.DatasetNpz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code earshot suggest}, from clips to the list. */
class SuggestTest {
  private static final List<String> CLASSES = List.of("a", "b", "c");

  @TempDir Path folder;

  /** A table of three classes in which the first rows have labels. */
  private Path table(int labelled) throws IOException {
    var all = DatasetNpz.read(SmallData.table(folder.resolve("t.npz"), 60, 20, CLASSES));
    var labels = all.labels().clone();
    Arrays.fill(labels, labelled, labels.length, -1);
    var file = folder.resolve("some.npz");
    DatasetNpz.write(all.withLabels(labels), file);
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed", "uncertain", "diverse", "rare"})
  void clipsWithoutALabelWithGuesses(String strategy) throws IOException {
    var out = folder.resolve("next.csv");
    var table = table(12);
    var run =
        CommandRun.succeeding(
            "suggest", table, "--budget", 10, "--strategy", strategy, "--out", out, "--json");
    assertEquals(12, run.json().get("labelled").getAsInt());
    assertEquals(48, run.json().get("unlabelled").getAsInt());
    var lines = Files.readAllLines(out);
    assertEquals("path,start,end,label,guess,probability,reason", lines.getFirst());
    assertEquals(11, lines.size());
    var rows = new HashSet<Integer>();
    for (var line : lines.subList(1, lines.size())) {
      var cells = line.split(",");
      int row = Integer.parseInt(cells[0]);
      assertTrue(row >= 12, line);
      // Those that are chosen are the hard ones, so that some guesses are wrong.
      assertTrue(CLASSES.contains(cells[4]), line);
      assertTrue(Double.parseDouble(cells[5]) >= 1.0 / 3, line);
      rows.add(row);
    }
    assertEquals(10, rows.size());
    var again =
        CommandRun.succeeding("suggest", table, "--budget", 10, "--strategy", strategy, "--json");
    assertEquals(run.out(), again.out());
  }

  @Test
  void withoutALabelThereIsNoGuess() throws IOException {
    var run = CommandRun.succeeding("suggest", table(0), "--budget", 3);
    assertEquals(4, run.out().lines().filter(line -> !line.isBlank()).count() - rules(run.out()));
    assertTrue(run.out().contains("like many without a label"), run.out());
  }

  /** Lines between the heading and the rows. */
  private static long rules(String text) {
    return text.lines().filter(line -> line.matches("[- ]+")).count();
  }

  /** The list is data itself once its labels are filled in. */
  @Test
  void theListOfARecordingsWindowsIsReadWhereItIs() throws IOException {
    var clips = Files.createDirectories(folder.resolve("clips/unlabelled"));
    for (int i = 0; i < 4; i++) {
      WavFile.write(clips.resolve("rec " + i + ".wav"), noise(i));
    }
    var lists = Files.createDirectories(folder.resolve("lists"));
    var out = lists.resolve("next.csv");
    CommandRun.succeeding(
        "suggest",
        folder.resolve("clips"),
        "--encoder",
        "logmel",
        "--window",
        "1s",
        "--budget",
        4,
        "--out",
        out);
    var lines = Files.readAllLines(out);
    assertEquals(5, lines.size());
    var filled = lists.resolve("filled.csv");
    Files.writeString(
        filled,
        lines.getFirst()
            + "\n"
            + lines.get(1).replaceFirst("^([^,]*,[^,]*,[^,]*),,", "$1,dog,")
            + "\n"
            + lines.get(2).replaceFirst("^([^,]*,[^,]*,[^,]*),,", "$1,cat,")
            + "\n");
    var read =
        CommandRun.succeeding(
            "features",
            filled,
            "--encoder",
            "logmel",
            "--out",
            folder.resolve("filled.npz"),
            "--json");
    assertEquals(2, read.json().get("clips").getAsInt());
    assertEquals("[\"cat\",\"dog\"]", read.json().get("classes").toString());
  }

  private static Waveform noise(long seed) {
    var random = new Random(seed);
    var samples = new float[3 * 16_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 0.1f * (float) random.nextGaussian();
    }
    return new Waveform(samples, 16_000);
  }

  @Test
  void fewerThanTheBudgetIsSaid() throws IOException {
    var run = CommandRun.succeeding("suggest", table(57), "--budget", 20);
    assertTrue(run.err().contains("only 3 clips without a label; all of them are chosen"));
  }

  @Test
  void whatCannotBeUsedIsOneLine() throws IOException {
    assertRefused(table(60), "mixed", "every clip has a label; expected some without one");
    assertRefused(table(3), "best", "'best'; expected one of mixed, uncertain, diverse, rare");
    assertRefused(folder.resolve("none"), "mixed", "none: no such file or folder");
  }

  private void assertRefused(Path data, String strategy, String message) {
    var out = folder.resolve("refused.csv");
    var run = CommandRun.of("suggest", data, "--strategy", strategy, "--out", out);
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(Files.exists(out));
  }
}
