package dev.earshot.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
  private static final boolean QUIET = true;
  private static final JsonTarget TEXT = JsonTarget.NONE;
  private static final JsonTarget JSON = new JsonTarget(true, Optional.empty());

  @TempDir Path folder;

  private final Recording recording = new Recording();

  @Test
  void resultsAndNotesGoSeparateWays() {
    var console = new Console(recording.streams(), !QUIET, TEXT);
    console.note("a note");
    console.result(Map.of("accuracy", 0.5), () -> "accuracy 0.5");
    assertEquals("accuracy 0.5" + System.lineSeparator(), recording.out());
    assertEquals("a note" + System.lineSeparator(), recording.err());
  }

  @Test
  void quietKeepsResultsAndWarnings() {
    var console = new Console(recording.streams(), QUIET, TEXT);
    console.note("a note");
    console.warn("a clip is silent");
    try (var progress = console.progress("Reading clips", 3)) {
      progress.step(3);
    }
    console.result("x", () -> "result");
    assertEquals("result" + System.lineSeparator(), recording.out());
    assertEquals("warning: a clip is silent" + System.lineSeparator(), recording.err());
  }

  @Test
  void jsonKeepsAllLettersAndHasNullForWhatIsNotDefined() {
    record Score(String path, double accuracy, double precision) {}
    var console = new Console(recording.streams(), !QUIET, JSON);
    console.note("a note");
    console.result(new Score("väg", 0.5, Double.NaN), () -> "text");
    var parsed = JsonParser.parseString(recording.out()).getAsJsonObject();
    assertEquals("väg", parsed.get("path").getAsString());
    assertEquals(0.5, parsed.get("accuracy").getAsDouble());
    assertTrue(parsed.get("precision").isJsonNull());
  }

  @Test
  void jsonInAFileLeavesTheTextWhereItIs() throws IOException {
    var file = folder.resolve("new folder/r.json");
    var console = new Console(recording.streams(), !QUIET, new JsonTarget(true, Optional.of(file)));
    console.result(Map.of("name", "väg"), () -> "text");
    assertEquals("text" + System.lineSeparator(), recording.out());
    assertEquals("Written: " + file + System.lineSeparator(), recording.err());
    var parsed = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertEquals("väg", parsed.get("name").getAsString());
  }

  @Test
  void theFirstPartOfAResultIsNotAmongTheJson() {
    new Console(recording.streams(), QUIET, TEXT).first("scores");
    assertEquals("scores" + System.lineSeparator(), recording.out());
    var alone = new Recording();
    new Console(alone.streams(), QUIET, new JsonTarget(true, Optional.empty())).first("scores");
    assertEquals("", alone.out());
  }

  @Test
  void stepsFromManyThreadsAreAllCounted() {
    var console = new Console(recording.streams(), !QUIET, TEXT);
    try (var progress = console.progress("Reading clips", 1000)) {
      IntStream.range(0, 1000).parallel().forEach(clip -> progress.step());
      progress.detail("2 unreadable");
    }
    assertTrue(
        recording.err().matches("Reading clips: 1000 in [0-9.]+ s, 2 unreadable\\R"),
        recording.err());
    assertEquals("", recording.out());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void workThatBeganBeforeItIsShownIsTimedFromItsBegin(boolean terminal) {
    var console = new Console(recording.streams(terminal), !QUIET, TEXT);
    long begin = System.nanoTime() - TimeUnit.SECONDS.toNanos(100);
    try (var progress = console.progress("Reading clips", 2, begin)) {
      progress.step(2);
    }
    assertTrue(
        recording.err().matches("(?s).*Reading clips: 2 in 10[0-9]\\.[0-9] s\\R"), recording.err());
  }

  @Test
  void stoppedWorkSaysHowFarItCame() {
    var console = new Console(recording.streams(), !QUIET, TEXT);
    try (var progress = console.progress("Training", 10)) {
      progress.step(4);
    }
    assertTrue(recording.err().startsWith("Training: 4 of 10 in "), recording.err());
  }

  @Test
  void onATerminalTheBarGivesWayToTheSameLine() {
    var console = new Console(recording.streams(true), !QUIET, TEXT);
    try (var progress = console.progress("Training", 10)) {
      progress.step(10);
      progress.detail("loss 0.1");
    }
    assertTrue(
        recording.err().matches("(?s).*100%.*\\r\\x1b\\[KTraining: 10 in [0-9.]+ s, loss 0.1\\R"),
        recording.err());
    assertEquals("", recording.out());
  }

  @Test
  void tableAlignsItsColumns() {
    var table = TextTable.of(List.of(List.of("a", "long cell", "x"), List.of("bbb", "c", "")));
    assertEquals("a    long cell  x" + System.lineSeparator() + "bbb  c", table);
  }
}
