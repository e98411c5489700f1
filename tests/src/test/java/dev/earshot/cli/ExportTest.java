package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.collection.LabelSource;
import dev.earshot.collection.NewLabel;
import dev.earshot.collection.SoundCollection;
import dev.earshot.collection.Verdict;
import dev.earshot.collection.WindowState;
import dev.earshot.data.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels leave a collection, and come to another one of the same recordings. */
class ExportTest {
  @TempDir private Path folder;

  private Path yard;

  @BeforeEach
  void collect() throws IOException {
    SmallData.clips(folder.resolve("sounds/a"), SoundKind.RAIN, 0, 3);
    SmallData.clips(folder.resolve("sounds/b"), SoundKind.SIREN, 0, 3);
    yard = collected("yard.earshot");
    try (var collection = SoundCollection.open(yard)) {
      for (int i : new int[] {0, 2, 5}) {
        collection.label(NewLabel.yes(i, i == 5 ? "=siren, \"loud\"" : "rain", LabelSource.PERSON));
      }
      collection.label(NewLabel.no(0, "thunder", LabelSource.PERSON));
    }
  }

  private Path collected(String name) {
    var place = folder.resolve(name);
    CommandRun.succeeding(
        "collect",
        folder.resolve("sounds"),
        "--no-labels",
        "--encoder",
        "logmel",
        "--window",
        "1s",
        "--hop",
        "0.5s",
        "--out",
        place);
    return place;
  }

  private static Map<String, WindowState> states(Path place) {
    try (var collection = SoundCollection.open(place)) {
      var states = collection.states();
      return collection.windows().stream()
          .filter(window -> states.containsKey(window.id()))
          .collect(
              Collectors.toMap(
                  window -> window.name(),
                  window -> states.get(window.id()),
                  (a, _) -> a,
                  TreeMap::new));
    }
  }

  private static Map<String, String> classes(Path place) {
    var classes = new TreeMap<String, String>();
    states(place)
        .forEach((name, state) -> state.className().ifPresent(known -> classes.put(name, known)));
    return classes;
  }

  @Test
  void aTableHasAllVerdicts() throws IOException {
    try (var collection = SoundCollection.open(yard)) {
      collection.label(
          new NewLabel(3, Verdict.SOMETHING_ELSE, Optional.empty(), LabelSource.PERSON));
      collection.label(new NewLabel(4, Verdict.SKIPPED, Optional.empty(), LabelSource.PERSON));
    }
    var file = folder.resolve("labels.csv");
    CommandRun.succeeding("export", yard, "--out", file);
    var other = collected("other.earshot");
    var run = CommandRun.succeeding("import", other, file);
    assertTrue(run.out().contains("6 labels added, 0 there before"), run.out());
    assertEquals(states(yard), states(other));
    var again = CommandRun.succeeding("import", other, file);
    assertTrue(again.out().contains("0 labels added, 6 there before"), again.out());
    assertEquals(states(yard), states(other));
    // Other commands read the labels of the same stretches.
    var clips =
        Manifest.read(file).clips().stream().filter(clip -> clip.label().isPresent()).toList();
    assertEquals(3, clips.size());
    Files.writeString(file, Files.readString(file).replace("something_else", "perhaps"));
    var bad = CommandRun.of("import", other, file);
    assertEquals(ExitCode.BAD_INPUT, bad.code());
    assertTrue(bad.err().contains("labels.csv, row 6: "), bad.err());
  }

  @ParameterizedTest
  @CsvSource({
    "csv,labels.csv",
    "raven,labels.Table.1.selections.txt",
    "audacity,tracks",
    "npz,all.npz"
  })
  void classesComeBackTheSame(String format, String name) throws IOException {
    var out = folder.resolve(name);
    CommandRun.succeeding("export", yard, "--format", format, "--out", out);
    var other = collected("other.earshot");
    CommandRun.succeeding("import", other, out);
    assertEquals(classes(yard), classes(other));
    if (format.equals("audacity")) {
      // Tracks may also be beside their recordings.
      try (var tracks = Files.walk(out)) {
        for (var track : tracks.filter(Files::isRegularFile).toList()) {
          Files.copy(track, folder.resolve("sounds").resolve(out.relativize(track).toString()));
        }
      }
      var third = collected("third.earshot");
      CommandRun.succeeding("import", third, folder.resolve("sounds/a"));
      assertEquals(classes(yard), classes(third));
    }
  }

  /** Who moves an exported clip to the folder of another class has labelled it anew. */
  @Test
  void clipsThatWereSortedAnewComeBack() throws IOException {
    var out = folder.resolve("clips");
    CommandRun.succeeding("export", yard, "--format", "folder", "--out", out);
    var same = CommandRun.succeeding("import", yard, out);
    assertTrue(same.out().contains("0 labels added, 3 there before"), same.out());
    Path moved;
    try (var files = Files.list(out.resolve("rain"))) {
      moved = files.sorted().findFirst().orElseThrow();
    }
    Files.createDirectory(out.resolve("hail"));
    Files.move(moved, out.resolve("hail").resolve(moved.getFileName()));
    var before = classes(yard);
    var run = CommandRun.succeeding("import", yard, out);
    assertTrue(run.out().contains("1 label added, 2 there before"), run.out());
    var after = classes(yard);
    assertTrue(after.containsValue("hail"));
    assertTrue(after.containsValue("=siren, \"loud\""));
    assertEquals(before.keySet(), after.keySet());
  }

  @Test
  void aFolderOfClipsIsData() throws IOException {
    var out = folder.resolve("clips");
    CommandRun.succeeding("export", yard, "--format", "folder", "--out", out);
    var clips = Manifest.read(out).clips();
    assertEquals(3, clips.size());
    assertEquals(
        2, clips.stream().filter(clip -> clip.label().equals(Optional.of("rain"))).count());
  }

  @Test
  void whatLabelsNothingIsRefused() throws IOException {
    var foreign = folder.resolve("foreign.csv");
    SmallData.clips(folder.resolve("elsewhere"), SoundKind.RAIN, 7, 1);
    Files.writeString(foreign, "path,label\nelsewhere/clip-rain-07.wav,rain\n");
    var run = CommandRun.of("import", yard, foreign);
    assertEquals(ExitCode.BAD_INPUT, run.code());
    assertTrue(run.err().contains("foreign.csv: labels no window of "), run.err());
    var empty = collected("empty.earshot");
    var none =
        CommandRun.of("export", empty, "--format", "raven", "--out", folder.resolve("r.txt"));
    assertEquals(ExitCode.BAD_INPUT, none.code());
    assertTrue(none.err().contains("nothing to export"), none.err());
    assertEquals(
        ExitCode.BAD_INPUT,
        CommandRun.of("export", folder, "--out", folder.resolve("x.csv")).code());
  }
}
