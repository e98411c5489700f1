package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.earshot.cli.FileCalls.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A kill at any call that changes a file or folder loses nothing. One run of each command, which
 * nothing disturbs, leaves a copy of its folder as it was before each call: that is what a kill at
 * that call leaves. From each copy the same command must end as the undisturbed run did. Some kills
 * are real, to show that the copies are what a kill leaves.
 *
 * <p>A run in {@code verify} takes a sample of the states, another each day. With {@code
 * -Dearshot.kills=all} it takes every state, and with {@code -Dearshot.kills=real} it also kills a
 * process at every call. Where a real kill leaves another state than the copies, that is taken on,
 * too.
 */
class KillTest {
  private static final String KILLS = System.getProperty("earshot.kills", "some");

  /** In a sample: how many states of each command, and how many real kills. */
  private static final int STATES = 4;

  private static final int REAL_KILLS = 1;

  private static final String LOCK = ".earshot-lock";

  @TempDir static Path base;

  private static FileCalls calls;

  /**
   * A command and what it writes.
   *
   * @param earlier the command for what is there before; none if empty
   * @param words the command, with {@code @} for the data's folder and {@code #} for the folder
   *     that is watched
   * @param again how to go on after a kill, if not by the same command
   * @param exact the files that must be the same, byte for byte
   */
  record Work(String name, String earlier, String words, String again, List<String> exact) {
    Work(String name, String earlier, String words, String... exact) {
      this(name, earlier, words, words, List.of(exact));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String TRAIN =
      "train @table.npz --out #run --runs 1 --threads 1 --label-rate 0.5 --recipe ";
  private static final String EXPERIMENT =
      "experiment largegraph --data @table.npz --quick --runs 1 --threads 1 --out #e";
  private static final String CSV = "e/largegraph/largegraph.csv";
  private static final String ANEW = "experiment";
  private static final String GRAPH = TRAIN + "graph --epochs 2 --seed 1";

  static Stream<Work> works() {
    String[] run = {"run/model.safetensors", "run/predictions.csv"};
    return Stream.of(
        new Work(
            "features",
            "features @other --encoder logmel --out #f.npz",
            "features @sounds --encoder logmel --threads 1 --out #f.npz",
            "f.npz"),
        new Work(
            "predict",
            "predict @model @table.npz --out #p.csv",
            "predict @model @table.npz --most-probable --out #p.csv",
            "p.csv"),
        new Work("train", TRAIN + "linear", TRAIN + "linear --seed 1", run),
        new Work("train graph", "", GRAPH, run),
        new Work("train graph, resumed", "", GRAPH, GRAPH + " --resume", List.of(run)),
        new Work("experiment whose trainings are there", EXPERIMENT, EXPERIMENT, CSV),
        new Work(ANEW, "", EXPERIMENT, CSV));
  }

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    base = base.toRealPath();
    calls = FileCalls.compile(base);
    SmallData.table(base.resolve("table.npz"), 40, 6, List.of("a", "b"));
    SmallData.sounds(base.resolve("sounds"), 2);
    SmallData.sounds(base.resolve("other"), 1);
    run("train @table.npz --out @model --recipe linear --runs 1 --label-rate 0.5", base);
  }

  private static Object[] words(String command, Path watched) {
    return command.replace("@", base + "/").replace("#", watched + "/").split(" ");
  }

  private static void run(String command, Path watched) {
    CommandRun.succeeding(words(command, watched));
  }

  @ParameterizedTest
  @MethodSource("works")
  void losesNothing(Work work) throws IOException, InterruptedException {
    assumeFalse(
        work.name().equals(ANEW) && KILLS.equals("some"),
        "takes minutes; -Dearshot.kills=all or =real includes it");
    var home = Files.createDirectories(base.resolve(work.name().replaceAll("\\W", "-")));
    var before = Files.createDirectories(home.resolve("before"));
    if (!work.earlier().isEmpty()) {
      run(work.earlier(), before);
    }
    var watched = copy(before, home.resolve("watched"));
    var states = home.resolve("states");
    var made = calls.run(watched, states, words(work.words(), watched));
    assertTrue(made.size() > 10, made.toString());
    isStoredInOrder(made, watched);

    Map<String, Integer> distinct = new LinkedHashMap<>();
    for (var call : made) {
      distinct.putIfAbsent(digest(states.resolve(call.number() + "")), call.number());
    }
    var all = List.copyOf(distinct.values());
    for (int number : KILLS.equals("some") ? sample(all, STATES) : all) {
      goesOn(work, before, watched, states.resolve(number + ""), made.get(number - 1));
    }
    boolean each = KILLS.equals("real") && !work.name().equals(ANEW);
    for (var call : each ? made : sample(made, REAL_KILLS)) {
      var killed = copy(before, home.resolve("killed"));
      calls.kill(call.number(), killed, home.resolve("log"), words(work.words(), killed));
      if (each && distinct.containsKey(digest(killed))) {
        delete(killed); // Where this state leads to is known.
      } else {
        goesOn(work, before, watched, killed, call);
      }
    }
  }

  /** All, or a part that is another each day. */
  private static <T> List<T> sample(List<T> all, int count) {
    if (all.size() <= count) {
      return all;
    }
    List<T> some = new ArrayList<>();
    int step = all.size() / count;
    for (int i = (int) (LocalDate.now().toEpochDay() % step); i < all.size(); i += step) {
      some.add(all.get(i));
    }
    return some;
  }

  private static void goesOn(Work work, Path before, Path after, Path state, Call call)
      throws IOException {
    var where = "%s, killed at %s".formatted(work, call);
    for (var name : work.exact()) {
      isOldOrNew(before.resolve(name), after.resolve(name), state.resolve(name), where);
    }
    var earlierRun = before.resolve("run");
    if (Files.exists(earlierRun) && !Files.exists(state.resolve("run"))) {
      var copy = copy(state, state.resolveSibling("gone"));
      run("predict #run @table.npz --out #p.csv", copy);
      isOldOrNew(
          earlierRun.resolve("model.safetensors"),
          after.resolve("run/model.safetensors"),
          copy.resolve("run/model.safetensors"),
          where);
      delete(copy);
    }
    var again = CommandRun.of(words(work.again(), state));
    if (!work.again().equals(work.words()) && again.err().contains("nothing to resume")) {
      again = CommandRun.of(words(work.words(), state));
    }
    assertEquals(0, again.code(), where + ": " + again.err());
    assertEquals(names(after), names(state), where);
    for (var name : work.exact()) {
      assertArrayEquals(
          Files.readAllBytes(after.resolve(name)), Files.readAllBytes(state.resolve(name)), where);
    }
    delete(state);
  }

  private static void isOldOrNew(Path before, Path after, Path now, String where)
      throws IOException {
    if (Files.exists(now)) {
      var bytes = Files.readAllBytes(now);
      assertTrue(
          Arrays.equals(bytes, Files.readAllBytes(after))
              || Files.exists(before) && Arrays.equals(bytes, Files.readAllBytes(before)),
          where + ": neither the old nor the new " + now);
    }
  }

  /**
   * What a power cut leaves is right, too, if everything is on the disk before it gets its name,
   * and the name is on the disk before anything else happens.
   */
  private static void isStoredInOrder(List<Call> calls, Path watched) {
    Map<String, Integer> unstored = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      var call = calls.get(i);
      switch (call.name()) {
        case "write", "truncate" -> {
          if (!call.path().endsWith(LOCK)) {
            unstored.put(call.path(), call.number());
          }
        }
        case "fsync" -> unstored.remove(call.path());
        case "rename" -> {
          if (Path.of(call.second()).getFileName().toString().endsWith(".earshot-old")) {
            continue;
          }
          unstored
              .keySet()
              .forEach(path ->
                  assertTrue(
                      !path.equals(call.path()) && !path.startsWith(call.path() + "/"),
                      path + " is not stored before " + call));
          var next = calls.get(i + 1);
          assertEquals("fsync", next.name(), call + " then " + next);
          assertEquals(Path.of(call.second()).getParent().toString(), next.path(), call.toString());
        }
        default -> {}
      }
    }
    assertEquals(Map.of(), unstored, "not stored at the end in " + watched);
  }

  private static Set<String> names(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      return paths
          .map(path -> folder.relativize(path).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** A digest of all names and contents. What is in a lock does not matter. */
  private static String digest(Path folder) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var name : names(folder)) {
        digest.update((name + "\n").getBytes());
        var file = folder.resolve(name);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !name.endsWith(LOCK)) {
          digest.update(Files.readAllBytes(file));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    for (var name : names(from)) {
      Files.copy(from.resolve(name), to.resolve(name));
    }
    return to;
  }

  private static void delete(Path folder) throws IOException {
    for (var name :
        new TreeMap<>(names(folder).stream().collect(Collectors.toMap(n -> n, n -> n)))
            .descendingMap()
            .keySet()) {
      Files.delete(folder.resolve(name));
    }
  }
}
