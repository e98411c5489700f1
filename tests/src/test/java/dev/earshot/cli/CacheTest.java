package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.WavFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of features as a user meets it. */
class CacheTest {
  private static final String CACHE = "earshot.cache";
  private static final Pattern PACK = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}\\.pack");

  @TempDir private Path base;
  private Path cache;
  private Path sounds;

  @BeforeEach
  void makeSounds() throws IOException {
    base = base.toRealPath();
    cache = base.resolve("cache");
    System.setProperty(CACHE, cache.toString());
    sounds = SmallData.sounds(base.resolve("sounds"), 3);
    // What is said about clips must be said again.
    WavFile.write(sounds.resolve("rain/silent.wav"), new Waveform(new float[8000], 16_000));
    Files.writeString(sounds.resolve("rain/broken.wav"), "no sound");
  }

  @AfterEach
  void forget() {
    System.clearProperty(CACHE);
  }

  private Object[] features(String name, Object... more) {
    var words = new ArrayList<Object>(List.of("features", sounds, "--encoder", "logmel"));
    words.addAll(List.of("--out", base.resolve(name)));
    words.addAll(List.of(more));
    return words.toArray();
  }

  private CommandRun run(String name, Object... more) {
    return CommandRun.succeeding(features(name, more));
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(base.resolve(name));
  }

  private static String said(CommandRun run) {
    return run.err().lines().filter(line -> !line.startsWith("Reading")).toList().toString();
  }

  @Test
  void aSecondRunSaysAndMakesTheSame() throws IOException {
    var without = run("without.npz", "--no-cache");
    assertTrue(Files.notExists(cache));
    var first = run("first.npz");
    var second = run("second.npz");
    assertTrue(said(first).contains("silent.wav"), said(first));
    assertTrue(said(first).contains("broken.wav"), said(first));
    assertEquals(said(without), said(first));
    assertEquals(said(first), said(second));
    assertArrayEquals(bytes("without.npz"), bytes("first.npz"));
    assertArrayEquals(bytes("first.npz"), bytes("second.npz"));
  }

  @Test
  void noCacheUsesNothing() throws IOException {
    run("first.npz");
    System.setProperty(CACHE, "off");
    run("off.npz");
    assertEquals("There is no cache", CommandRun.succeeding("cache").out().substring(0, 17));
    System.setProperty(CACHE, cache.toString());
    assertTrue(names(cache).size() > 1, names(cache).toString());
    var clear = CommandRun.succeeding("cache", "clear");
    assertTrue(clear.out().startsWith("Deleted: "), clear.out());
    assertEquals(Set.of(""), names(cache));
    run("without.npz", "--no-cache");
    assertEquals(Set.of(""), names(cache));
    assertArrayEquals(bytes("first.npz"), bytes("off.npz"));
  }

  @Test
  void theCommandShowsAndClears() throws IOException {
    run("logmel.npz");
    CommandRun.succeeding("features", sounds, "--encoder", "lld", "--out", base.resolve("l.npz"));
    var shown = CommandRun.succeeding("cache");
    assertTrue(shown.out().contains(cache.toString()), shown.out());
    assertTrue(shown.out().contains("of at most 2000.0 MB"), shown.out());
    assertTrue(shown.out().contains("logmel"), shown.out());
    var json = CommandRun.succeeding("cache", "--json").json();
    assertEquals(cache.toString(), json.get("folder").getAsString());
    int entries = 0;
    for (var each : json.getAsJsonArray("encoders")) {
      var content = each.getAsJsonObject();
      if (content.get("encoder").getAsString().equals("lld")) {
        entries = content.get("entries").getAsInt();
      }
    }
    assertEquals(13, entries);
    CommandRun.succeeding("cache", "clear", "--encoder", "lld");
    var left = CommandRun.succeeding("cache").out();
    assertFalse(left.contains("lld"), left);
    assertTrue(left.contains("logmel"), left);
  }

  @Test
  void aFolderThatCannotBeUsedIsOneWarning() throws IOException {
    Files.writeString(cache, "a file");
    var run = run("first.npz");
    var warnings =
        run.err().lines().filter(line -> line.contains("features cannot be kept there")).toList();
    assertEquals(1, warnings.size(), run.err());
    assertTrue(warnings.getFirst().contains(cache + ": "), run.err());
    run("without.npz", "--no-cache");
    assertArrayEquals(bytes("without.npz"), bytes("first.npz"));
  }

  private Map<String, String> environment() {
    return Map.of("EARSHOT_CACHE", cache.toString());
  }

  @Test
  void twoProcessesWriteAtOnce() throws Exception {
    try (var one = ChildProcess.start(environment(), base.resolve("log1"), features("1.npz"));
        var two = ChildProcess.start(environment(), base.resolve("log2"), features("2.npz"))) {
      one.succeed();
      two.succeed();
    }
    run("3.npz");
    run("without.npz", "--no-cache");
    for (var name : List.of("1.npz", "2.npz", "3.npz")) {
      assertArrayEquals(bytes("without.npz"), bytes(name));
    }
  }

  /**
   * At calls that change the folder, in CI at each: the next run is right, and nothing is left
   * over.
   */
  @Test
  void aKillAtAnyMomentLosesOnlyWhatWasNotWritten() throws Exception {
    var calls = FileCalls.compile(base);
    run("without.npz", "--no-cache");
    Files.createDirectories(cache);
    var states = base.resolve("states");
    // The environment of the process that is watched is that of this one, but for the cache.
    var command = new ArrayList<Object>(List.of(features("first.npz", "--threads", 1)));
    var made = calls.run(cache, states, environment(), command.toArray());
    assertTrue(made.size() > 10, made.toString());
    int step = System.getProperty("earshot.kills", "some").equals("some") ? made.size() / 8 : 1;
    for (int i = 0; i < made.size(); i += step) {
      var call = made.get(i);
      var state = states.resolve(call.number() + "");
      System.setProperty(CACHE, state.toString());
      run("again.npz");
      assertArrayEquals(bytes("without.npz"), bytes("again.npz"), call.toString());
      for (var name : names(state)) {
        assertTrue(name.isEmpty() || PACK.matcher(name).matches(), name);
      }
    }
    System.setProperty(CACHE, cache.toString());
  }

  @Test
  void aDiskThatBecomesFullIsOneWarning() throws Exception {
    var calls = FileCalls.compile(base);
    run("without.npz", "--no-cache");
    Files.createDirectories(cache);
    for (int call : new int[] {1, 2, 5, 12}) {
      try (var process =
          calls.fullFrom(call, cache, base.resolve("log"), environment(), features("full.npz"))) {
        process.succeed();
        var warnings =
            process.output().lines().filter(line -> line.contains("No space left")).toList();
        assertEquals(1, warnings.size(), process.output());
      }
      assertArrayEquals(bytes("without.npz"), bytes("full.npz"));
      run("again.npz");
      assertArrayEquals(bytes("without.npz"), bytes("again.npz"));
      CommandRun.succeeding("cache", "clear");
    }
  }

  private static Set<String> names(Path folder) throws IOException {
    var names = new TreeSet<String>();
    try (var paths = Files.walk(folder)) {
      paths.forEach(path -> names.add(folder.relativize(path).toString()));
    }
    return names;
  }
}
