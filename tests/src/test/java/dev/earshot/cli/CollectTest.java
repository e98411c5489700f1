package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.collection.Label;
import dev.earshot.collection.LabelSource;
import dev.earshot.collection.NewLabel;
import dev.earshot.collection.Recording;
import dev.earshot.collection.SoundCollection;
import dev.earshot.data.DatasetNpz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code earshot collect}, and collections as the data of other commands. */
class CollectTest {
  @TempDir private Path folder;

  private Path sounds;
  private Path out;

  @BeforeEach
  void makeSounds() throws IOException {
    sounds = folder.resolve("sounds");
    SmallData.clips(sounds.resolve("rain"), SoundKind.RAIN, 0, 6);
    SmallData.clips(sounds.resolve("siren"), SoundKind.SIREN, 0, 6);
    SmallData.clips(sounds.resolve("unlabelled"), SoundKind.SIREN, 6, 1);
    out = folder.resolve("yard.earshot");
  }

  private CommandRun collect(Object... more) {
    var words =
        new ArrayList<Object>(List.of("collect", sounds, "--out", out, "--encoder", "logmel"));
    words.addAll(List.of("--window", "1s", "--hop", "0.5s"));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  private CommandRun collected(Object... more) {
    var run = collect(more);
    assertEquals(0, run.code(), run.err());
    return run;
  }

  private static List<String> names(SoundCollection collection) {
    return collection.recordings().stream().map(Recording::name).toList();
  }

  @Test
  void aCollectionHasWhatTrainingOnItsRecordingsHas() throws IOException {
    var run = collected("--json");
    assertEquals(13, run.json().get("recordings").getAsInt());
    assertEquals(13, run.json().getAsJsonObject("collected").get("added").getAsInt());
    var table = folder.resolve("table.npz");
    CommandRun.succeeding(
        "features",
        sounds,
        "--window",
        "1s",
        "--hop",
        "0.5s",
        "--encoder",
        "logmel",
        "--out",
        table);
    var stored = folder.resolve("stored.npz");
    CommandRun.succeeding("features", out, "--out", stored);
    var expected = DatasetNpz.read(table);
    var found = DatasetNpz.read(stored);
    assertEquals(expected.fingerprint(), found.fingerprint());
    assertEquals(expected.ids(), found.ids());
    assertEquals(expected.windows(), found.windows());
    assertEquals(expected.encoder(), found.encoder());
    try (var collection = SoundCollection.open(out)) {
      assertTrue(
          collection.labels().stream().allMatch(label -> label.source() == LabelSource.FOLDER));
    }
    var again = collected();
    assertTrue(again.out().contains("0 added, 13 there before"), again.out());
  }

  @Test
  void everyCommandTakesACollection() throws IOException {
    collected();
    var run = folder.resolve("run");
    var trained =
        CommandRun.succeeding("train", out, "--recipe", "linear", "--folds", 2, "--out", run);
    assertTrue(trained.err().contains("Next: earshot detect"), trained.err());
    assertTrue(Files.readString(run.resolve("report.html")).contains("../sounds/"));
    var predictions = folder.resolve("p.csv");
    CommandRun.succeeding("predict", run, out, "--out", predictions);
    try (var collection = SoundCollection.open(out);
        var lines = Files.lines(predictions)) {
      assertEquals(collection.windows().size() + 1, lines.count());
    }
    CommandRun.succeeding("predict", run, sounds, "--window", "1s", "--out", predictions);
    CommandRun.succeeding("evaluate", run, out);
    CommandRun.succeeding("check", out);
    CommandRun.succeeding(
        "compare", out, "--models", "knn", "--recipe", "linear", "--runs", 1, "--label-rate", 0.5);
    var all = folder.resolve("d.csv");
    CommandRun.succeeding("detect", run, out, "--out", all);
    var files = folder.resolve("f.csv");
    CommandRun.succeeding("detect", run, sounds, "--out", files);
    assertEquals(Files.readAllLines(files), Files.readAllLines(all));
  }

  @Test
  void newChangedMovedAndMissingRecordingsAreNoticed() throws IOException {
    collected();
    var changed = sounds.resolve("rain/clip-rain-00.wav");
    var moved = sounds.resolve("rain/clip-rain-01.wav");
    int window;
    try (var collection = SoundCollection.open(out)) {
      for (int i : new int[] {0, 2}) {
        var name = "rain/clip-rain-0%s.wav".formatted(i);
        window =
            collection.windows().stream()
                .filter(each -> each.recording().name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
        collection.label(NewLabel.yes(window, "thunder", LabelSource.PERSON));
      }
    }
    Files.copy(
        sounds.resolve("siren/clip-siren-05.wav"), changed, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(sounds.resolve("siren/clip-siren-00.wav"));
    Files.move(moved, sounds.resolve("rain/renamed.wav"));
    SmallData.clips(sounds.resolve("rain"), SoundKind.RAIN, 8, 1);
    Files.writeString(sounds.resolve("rain/bad.wav"), "no sound");
    var run = collected();
    assertTrue(run.err().contains("bad.wav"), run.err());
    assertTrue(
        run.err().contains("1 recording changed and read again: rain/clip-rain-00.wav"), run.err());
    assertTrue(run.err().contains("1 label by people are for sound"), run.err());
    assertTrue(
        run.err().contains("1 recording moved or renamed; labels are kept: rain/clip-rain-01.wav"),
        run.err());
    assertTrue(
        run.err()
            .contains("1 recording missing; windows and labels are kept: siren/clip-siren-00.wav"),
        run.err());
    try (var collection = SoundCollection.open(out)) {
      var names = names(collection);
      assertEquals(14, names.size());
      assertTrue(names.contains("rain/renamed.wav"), names.toString());
      assertTrue(names.contains("rain/clip-rain-08.wav"), names.toString());
      assertEquals(List.of("rain", "siren", "thunder"), collection.classes());
      assertEquals(
          1,
          collection.labels().stream()
              .filter(label -> label.source() == LabelSource.PERSON)
              .count());
      assertEquals(
          List.of("siren/clip-siren-00.wav"),
          collection.recordings().stream()
              .filter(Recording::missing)
              .map(Recording::name)
              .toList());
      assertEquals(collection.windows().size(), collection.dataset().rows());
    }
    var again = collected();
    assertTrue(again.out().contains("0 added, 13 there before"), again.out());
    SmallData.clips(sounds.resolve("siren"), SoundKind.SIREN, 0, 1);
    assertFalse(collected().err().contains("missing"));
  }

  /** Recordings that change places keep their labels, and one that is overwritten is missing. */
  @Test
  void labelsFollowFilesThatAreNumberedAnew() throws IOException {
    collected();
    var names = List.of("rain/clip-rain-00.wav", "rain/clip-rain-01.wav", "rain/clip-rain-02.wav");
    try (var collection = SoundCollection.open(out)) {
      for (var window : collection.windows()) {
        var name = window.recording().name();
        if (names.contains(name)) {
          collection.label(NewLabel.yes(window.id(), "was " + name, LabelSource.PERSON));
        }
      }
    }
    // The last is overwritten, the others move on, and the first is new.
    for (int i = 1; i >= 0; i--) {
      Files.move(
          sounds.resolve(names.get(i)),
          sounds.resolve(names.get(i + 1)),
          StandardCopyOption.REPLACE_EXISTING);
    }
    SmallData.clips(folder.resolve("new"), SoundKind.SIREN, 77, 1);
    Files.move(folder.resolve("new/clip-siren-77.wav"), sounds.resolve(names.getFirst()));
    for (int round = 0; round < 2; round++) {
      var run = collected();
      assertFalse(run.err().contains("by people are for sound"), run.err());
      try (var collection = SoundCollection.open(out)) {
        Map<String, String> labels = new TreeMap<>();
        for (var window : collection.windows()) {
          var state = collection.state(window.id());
          state
              .className()
              .filter(name -> name.startsWith("was "))
              .ifPresent(name -> labels.put(window.recording().name(), name));
          var path = window.recording().path().toString();
          assertTrue(
              window.recording().missing() || path.endsWith(window.recording().name()), path);
        }
        assertEquals("was " + names.get(0), labels.get(names.get(1)));
        assertEquals("was " + names.get(1), labels.remove(sounds.resolve(names.get(2)).toString()));
        assertEquals("was " + names.get(2), labels.get(names.get(2)));
        assertEquals(
            List.of(names.get(2)),
            collection.recordings().stream()
                .filter(Recording::missing)
                .map(Recording::name)
                .toList());
      }
    }
    assertTrue(collected().out().contains("0 added"));
  }

  /** A name that no table can hold is said; it would be another file when it is read again. */
  @Test
  void namesThatAreNoTextAreLeftOut() throws Exception {
    var made = Files.createDirectories(folder.resolve("odd"));
    SmallData.clips(made, SoundKind.RAIN, 0, 2);
    var rename =
        new ProcessBuilder("sh", "-c", "mv clip-rain-00.wav \"$(printf 'bad\\377.wav')\"")
            .directory(made.toFile())
            .start();
    assumeTrue(rename.waitFor() == 0, "the file system takes no such name");
    var odd = folder.resolve("odd.earshot");
    for (int round = 0; round < 3; round++) {
      var run = CommandRun.succeeding("collect", made, "--encoder", "logmel", "--out", odd);
      assertTrue(run.err().contains(".wav: its name is not text in UTF-8"), run.err());
      assertTrue(run.out().contains("1 recording"), run.out());
    }
  }

  @Test
  void labelsFollowTheData() throws IOException {
    var list = folder.resolve("labels.csv");
    Files.writeString(list, "path,label,start,end\nsounds/rain/clip-rain-00.wav,drizzle,0,1\n");
    CommandRun.succeeding("collect", list, "--out", out, "--encoder", "logmel", "--window", "1s");
    assertEquals(List.of("drizzle"), imported());
    Files.writeString(list, "path,label,start,end\nsounds/rain/clip-rain-00.wav,downpour,0,1\n");
    var run = CommandRun.succeeding("collect", list, "--out", out);
    assertTrue(run.err().contains("1 label withdrawn"), run.err());
    assertEquals(List.of("downpour"), imported());
    var other = CommandRun.succeeding("collect", sounds, "--no-labels", "--out", out);
    assertEquals(List.of("downpour"), imported());
    assertTrue(other.out().contains("12 added, 1 there before"), other.out());
  }

  private List<String> imported() {
    try (var collection = SoundCollection.open(out)) {
      return collection.labels().stream()
          .filter(label -> label.source() == LabelSource.IMPORT)
          .map(Label::className)
          .map(name -> name.orElse(""))
          .toList();
    }
  }

  /** Folders of days, with a file beside them, are no classes. */
  @Test
  void recordingsMayLieBesideFolders() throws IOException {
    Files.move(sounds.resolve("rain/clip-rain-00.wav"), sounds.resolve("first.wav"));
    var run = collected();
    assertTrue(run.err().contains("first.wav lies beside folders"), run.err());
    assertTrue(run.out().contains("13 recordings"), run.out());
    assertTrue(run.out().contains(" 0 labelled (0 classes)"), run.out());
  }

  @Test
  void whatDoesNotFitIsSaidInOneLine() throws IOException {
    collected();
    refused("make another collection", "collect", sounds, "--out", out, "--encoder", "lld");
    refused("make another collection", "collect", sounds, "--out", out, "--window", "2s");
    refused("make another collection", "train", out, "--encoder", "lld", "--out", folder + "/r");
    refused("is a collection", "collect", out, "--out", folder.resolve("other"));
    refused("holds other things", "collect", sounds, "--encoder", "logmel", "--out", sounds);
    var damaged = Files.createDirectory(folder.resolve("damaged"));
    Files.copy(out.resolve("vectors.f32"), damaged.resolve("vectors.f32"));
    var bytes = Files.readAllBytes(out.resolve("collection.db"));
    Files.write(damaged.resolve("collection.db"), Arrays.copyOf(bytes, bytes.length / 3));
    refused("damaged", "train", damaged, "--out", folder.resolve("r"));
    var bad = Files.createDirectory(folder.resolve("bad"));
    Files.writeString(bad.resolve("a.wav"), "no sound");
    var nothing = folder.resolve("nothing");
    var run = CommandRun.of("collect", bad, "--no-labels", "--encoder", "logmel", "--out", nothing);
    assertEquals(ExitCode.BAD_INPUT, run.code());
    assertTrue(run.err().contains("none of its recordings could be read"), run.err());
    assertFalse(Files.exists(nothing));
    var strict = collectStrict(bad, nothing);
    assertEquals(ExitCode.BAD_INPUT, strict.code());
    assertFalse(Files.exists(nothing));
  }

  private static CommandRun collectStrict(Path bad, Path nothing) {
    return CommandRun.of(
        "collect", bad, "--no-labels", "--strict", "--encoder", "logmel", "--out", nothing);
  }

  private static void refused(String reason, Object... words) {
    var run = CommandRun.of(words);
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    var last = run.err().lines().toList().getLast();
    assertTrue(last.startsWith("earshot: ") && last.contains(reason), run.err());
  }

  @Test
  void labelsCanBeGivenWhileRecordingsAreCollected() throws IOException {
    collected();
    try (var collection = SoundCollection.open(out);
        var _ = collection.lock()) {
      collection.label(NewLabel.yes(0, "thunder", LabelSource.PERSON));
      var second = CompletableFuture.supplyAsync(() -> collect()).join();
      assertEquals(ExitCode.BAD_INPUT, second.code());
      assertTrue(second.err().contains("another Earshot is writing there"), second.err());
      // Another connection, as of another process, may label meanwhile.
      try (var other = SoundCollection.open(out)) {
        other.label(NewLabel.yes(1, "thunder", LabelSource.PERSON));
      }
      assertEquals(
          2,
          collection.labels().stream()
              .filter(label -> label.source() == LabelSource.PERSON)
              .count());
    }
  }
}
