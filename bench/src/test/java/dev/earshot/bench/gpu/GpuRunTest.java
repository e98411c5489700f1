package dev.earshot.bench.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of {@code bench/gpu/run} on the stand-in for CUDA, at sizes where time does not matter.
 */
class GpuRunTest {
  private static final String MARK = GpuRun.STAND_IN;
  private static final Set<String> FIELDS = Set.of("work", "ours", "peer", "unit", "ratio", "goal");

  private static Path folder;

  /** What the steps printed, by their arguments. */
  private static final Map<String, String> PRINTED = new HashMap<>();

  /** A data folder with a ring of nodes in the place of Cora. */
  private static Path data() throws IOException {
    int nodes = 40;
    Path graph = Files.createDirectories(folder.resolve("data/graphs/cora"));
    StringBuilder edges = new StringBuilder();
    StringBuilder features = new StringBuilder("%d 7 %d%n".formatted(nodes, nodes));
    StringBuilder labels = new StringBuilder();
    StringBuilder split = new StringBuilder();
    for (int node = 0; node < nodes; node++) {
      edges.append("%d\t%d%n".formatted(node, (node + 1) % nodes));
      features.append("%d:1%n".formatted(node % 7));
      labels.append("%d%n".formatted(node % 2));
      split.append(node % 4 < 2 ? "train%n" : node % 4 == 2 ? "val%n" : "test%n");
    }
    Files.writeString(graph.resolve("edges.tsv"), edges);
    Files.writeString(graph.resolve("features.txt"), features);
    Files.writeString(graph.resolve("labels.txt"), labels);
    Files.writeString(graph.resolve("split.txt"), split.toString().formatted());
    return folder.resolve("data");
  }

  /**
   * Every step: the two that set how libraries are used in a process of their own, and the table in
   * the last one. The others share a process here, though not in the script, for time's sake.
   */
  @BeforeAll
  static void runEveryStep(@TempDir Path given) throws IOException, InterruptedException {
    folder = given;
    List<String> steps =
        new ArrayList<>(List.of("libraries", "short", "parity " + folder.resolve("parity.json")));
    for (GpuPart part : GpuPart.values()) {
      String name = part.name().toLowerCase(Locale.ROOT);
      steps.add("time %s %s".formatted(name, folder.resolve(name + ".json")));
    }
    run(steps);
    run(List.of("own " + folder.resolve("own.json")));
    run(List.of("library " + folder.resolve("library.json")));
    JsonObject eager = new JsonObject();
    eager.addProperty(MARK + "step ser denoise | eager", 1e3);
    Files.writeString(folder.resolve("peers.json"), eager.toString());
    run(List.of("table %s %s".formatted(folder, folder.resolve("table.json"))));
  }

  /** Runs steps one after the other in one process, which must succeed. */
  private static void run(List<String> steps) throws IOException, InterruptedException {
    Path standIn = Path.of(System.getProperty("earshot.cuda.host"));
    Assumptions.assumeTrue(
        Files.exists(standIn.resolve("kernels.image")),
        "skipped: the build could not make the kernels for the host; it needs g++");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xmx1g",
            "-Dearshot.cuda.host=" + standIn,
            "-Dearshot.bench.divisor=32",
            "-cp",
            System.getProperty("java.class.path"),
            Steps.class.getName()));
    command.addAll(steps);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("EARSHOT_DATA", data().toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    String[] printed = output.split(Steps.MARK);
    assertEquals(steps.size() + 1, printed.length, output);
    for (int i = 0; i < steps.size(); i++) {
      // Without the file that a step writes.
      PRINTED.put(steps.get(i).replaceFirst(" /.*", ""), printed[i + 1]);
    }
  }

  /** Calls the program for each argument, which holds the words of one call. */
  public static final class Steps {
    static final String MARK = "-- step --\n";

    private Steps() {}

    public static void main(String[] steps) throws IOException, InterruptedException {
      for (String step : steps) {
        System.out.print(MARK);
        GpuRun.main(step.split(" "));
      }
    }
  }

  @Test
  void libraries() {
    String output = PRINTED.get("libraries");
    assertTrue(output.contains("cuda-host: "), output);
    assertTrue(output.contains("cuBLAS from "), output);
  }

  @Test
  void shortTraining() {
    assertTrue(PRINTED.get("short").contains("took 3 steps"));
  }

  @Test
  void parityOfEveryCase() throws Exception {
    String output = PRINTED.get("parity");
    assertTrue(output.contains("0 results wrong"), output);
    assertTrue(read("parity.json").size() > 50);
  }

  /** Own kernels and libraries do the same works, and the table has each beside the other. */
  @Test
  void everyTimeIsInTheTable() throws Exception {
    for (GpuPart part : GpuPart.values()) {
      String name = part.name().toLowerCase(Locale.ROOT);
      assertFalse(read(name + ".json").isEmpty(), name);
    }
    Set<String> timed = read("own.json").keySet();
    assertEquals(timed, read("library.json").keySet());
    String table = PRINTED.get("table");
    assertTrue(table.contains(MARK + "rule by multiplications: "), table);
    // The table is all that comes behind its first line.
    JsonArray rows =
        JsonParser.parseString(Files.readString(folder.resolve("table.json"))).getAsJsonArray();
    assertEquals(
        rows.size(), table.lines().dropWhile(line -> !line.startsWith("work ")).skip(1).count());

    Set<String> works = new HashSet<>();
    for (JsonElement element : rows) {
      JsonObject row = element.getAsJsonObject();
      String work = row.get("work").getAsString();
      works.add(work);
      assertEquals(FIELDS, row.keySet(), work);
      assertTrue(work.contains(MARK), work);
      assertTrue(row.get("ours").getAsDouble() > 0, work);
      assertEquals(
          work.contains("side by side") || work.contains("predict "),
          work.contains(GpuBench.WALL_CLOCK),
          work);
      if (!row.get("ratio").isJsonNull() && row.get("unit").getAsString().equals("us")) {
        double ratio = row.get("peer").getAsDouble() / row.get("ours").getAsDouble();
        assertEquals(ratio, row.get("ratio").getAsDouble(), 1e-9 * ratio, work);
      }
    }
    assertTrue(works.contains(MARK + "step ser denoise, beside eager"), works::toString);
    assertTrue(works.contains(MARK + "step ser denoise, beside limit"), works::toString);
    assertTrue(
        works.contains(MARK + "spmm, as chosen by the rule, beside the better way each time"),
        works::toString);
    for (String work :
        List.of("step ser denoise", "step ser denoise, from node ids", "one of a chain: nothing")) {
      for (String bound : List.of("least", "most")) {
        String beside = MARK + work + ", beside predicted at " + bound;
        assertTrue(works.contains(beside), works::toString);
      }
    }
    String headline = PRINTED.get("time headline");
    assertTrue(headline.contains("of them in a chain; predicted "), headline);
    for (String part : List.of("alone", "product alone", "slower floor", "cpu less 2")) {
      assertTrue(works.stream().anyMatch(work -> work.contains("beside " + part)), part);
    }
    assertEquals(
        timed.size(), works.stream().filter(work -> work.startsWith("own " + MARK)).count());
  }

  private Map<String, JsonElement> read(String name) throws IOException {
    return JsonParser.parseString(Files.readString(folder.resolve(name))).getAsJsonObject().asMap();
  }

  @Test
  void ruleTakesTheSizeThatLosesLeast() {
    Map<String, Double> own =
        Map.of("a, 10 entries", 1.0, "b, 100 entries", 2.0, "c, 1000 entries", 9.0);
    Map<String, Double> other =
        Map.of("a, 10 entries", 2.0, "b, 100 entries", 1.5, "c, 1000 entries", 3.0);
    assertEquals(
        List.of(
            "rule by entries: the other way from 100 on, 0.0 % longer than the best on average"),
        LibraryRule.of(own, other));
    assertEquals(
        List.of("rule by entries: never the other way, 0.0 % longer than the best on average"),
        LibraryRule.of(Map.of("a, 10 entries", 1.0), Map.of("a, 10 entries", 2.0)));
  }

  @Test
  void ruleInForceIsHeldAgainstTheBetterWay() {
    Map<String, Double> own = Map.of("a, 10 entries", 1.0, "b, 100 entries", 2.0);
    Map<String, Double> other = Map.of("a, 10 entries", 2.0, "b, 100 entries", 0.5);
    LibraryRule.Taken best = LibraryRule.taken("entries", 100, own, other).orElseThrow();
    assertEquals(Math.sqrt(0.5), best.chosen(), 1e-12);
    assertEquals(best.better(), best.chosen(), 1e-12);
    LibraryRule.Taken tooLate = LibraryRule.taken("entries", 101, own, other).orElseThrow();
    assertEquals(Math.sqrt(2), tooLate.chosen(), 1e-12);
    assertEquals(Math.sqrt(0.5), tooLate.better(), 1e-12);
    assertTrue(LibraryRule.taken("distances", 0, own, other).isEmpty());
  }
}
