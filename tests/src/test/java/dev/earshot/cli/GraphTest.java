package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.earshot.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code earshot graph} on a small graph of two classes, and {@code predict} with its network. */
class GraphTest {
  private static final int NODES = 60;

  @TempDir private Path folder;
  private Path graph;

  /** Most edges join nodes of one class; each node has three words, mostly of its class. */
  @BeforeEach
  void makeGraph() throws IOException {
    graph = Files.createDirectory(folder.resolve("graph"));
    var random = new Random(1);
    var edges = new StringBuilder();
    var features = new StringBuilder();
    var labels = new StringBuilder();
    var split = new StringBuilder();
    int entries = 0;
    for (int node = 0; node < NODES; node++) {
      int label = node % 2;
      labels.append(label).append('\n');
      split.append(node < 8 ? "train" : node < 24 ? "val" : node < 50 ? "test" : "unlabelled");
      split.append('\n');
      for (int e = 0; e < 3; e++) {
        int other = random.nextInt(NODES / 2) * 2 + (random.nextInt(8) == 0 ? 1 - label : label);
        edges.append(node).append('\t').append(other).append('\n');
      }
      var words = new TreeSet<Integer>();
      for (int w = 0; w < 3; w++) {
        words.add(random.nextInt(6) + (random.nextInt(4) == 0 ? 0 : 6 * label));
      }
      entries += words.size();
      words.forEach(word -> features.append(word).append(":1 "));
      features.append('\n');
    }
    Files.writeString(graph.resolve("edges.tsv"), edges);
    Files.writeString(
        graph.resolve("features.txt"), "%s 12 %s%n%s".formatted(NODES, entries, features));
    Files.writeString(graph.resolve("labels.txt"), labels);
    Files.writeString(graph.resolve("split.txt"), split);
  }

  private static JsonObject metrics(Path run) throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("metrics.json"))).getAsJsonObject();
  }

  @ParameterizedTest
  @CsvSource({
    "gcn, none",
    "gcn, denoise",
    "gcn, completion",
    "gcn, shuffle",
    "gcn, all",
    "gat, none",
    "gat, all",
    "gin, none",
    "gin, all"
  })
  void learnsAndPredicts(String model, String tasks) throws IOException {
    var run = folder.resolve("run");
    var first =
        CommandRun.succeeding(
            "graph",
            graph,
            "--model",
            model,
            "--ssl",
            tasks,
            "--runs",
            2,
            "--epochs",
            60,
            "--out",
            run);
    assertTrue(first.err().contains("8 training, 16 validation and 26 test nodes"), first.err());
    assertTrue(first.err().contains("edges from a node to itself"), first.err());
    assertTrue(first.out().contains("test accuracy"), first.out());
    for (var name : List.of("model.safetensors", "config.json", "log.jsonl", "report.html")) {
      assertTrue(Files.size(run.resolve(name)) > 0, name);
    }
    var test = metrics(run).getAsJsonObject("test").getAsJsonObject("accuracy");
    assertTrue(test.get("mean").getAsDouble() > 0.7, test.toString());
    assertEquals(1 + 2 * 26, lines(run.resolve("predictions.csv")).size());

    var csv = folder.resolve("all.csv");
    CommandRun.succeeding("predict", run, graph, "--out", csv);
    var predicted = lines(csv);
    assertEquals(1 + NODES, predicted.size());
    // The kept run's test nodes have the same classes and probabilities in both files.
    int kept = metrics(run).get("savedRun").getAsInt();
    for (var line : lines(run.resolve("predictions.csv"))) {
      var cells = line.split(",");
      if (cells[0].equals(Integer.toString(kept))) {
        var other = predicted.get(1 + Integer.parseInt(cells[1])).split(",");
        assertEquals(cells[1], other[0]);
        assertEquals(cells[3], other[1]);
        assertEquals(Double.parseDouble(cells[4]), Double.parseDouble(other[2]), 1e-5);
      }
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }

  @Test
  void threadsDoNotChangeTheResult() {
    var one = scores("--threads", 1);
    assertEquals(one, scores("--threads", 3));
    assertFalse(one.equals(scores("--seed", 5)));
  }

  private List<String> scores(Object... more) {
    var words =
        Stream.concat(
            Stream.of("graph", graph, "--runs", 3, "--epochs", 20, "--json", "--ssl", "all"),
            Stream.of(more));
    return CommandRun.succeeding(words.toArray()).json().getAsJsonArray("runs").asList().stream()
        .map(run -> run.getAsJsonObject().getAsJsonObject("validation").toString())
        .toList();
  }

  @Test
  void randomSplits() {
    var run =
        CommandRun.succeeding(
            "graph", graph, "--split", "random:4,6", "--runs", 2, "--epochs", 5, "--quiet");
    assertTrue(run.out().contains("test accuracy"), run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--split random:20,30|class 0 has 30 labelled nodes; this split needs at least 51",
        "--split public|'public'; expected planetoid, or random:T,V",
        "--model mlp|'mlp'; expected one of gcn, gat, gin",
        "--ssl-weight -1|'-1'; expected a number from 0",
        "--ssl noise|'noise'; expected none, all",
      })
  void refusesWrongOptions(String options, String expected) {
    var out = folder.resolve("refused");
    var words =
        Stream.concat(
            Stream.of("graph", graph, "--out", out), Stream.of((Object[]) options.split(" ")));
    var run = CommandRun.of(words.toArray());
    assertTrue(run.code() != ExitCode.OK, run.out());
    assertTrue(run.err().contains(expected), run.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void refusesWrongFilesAndModels() throws IOException {
    var out = folder.resolve("refused");
    Files.writeString(graph.resolve("edges.tsv"), "0\t1\n2\t60\n");
    var run = CommandRun.of("graph", graph, "--out", out);
    assertEquals(ExitCode.BAD_INPUT, run.code());
    assertTrue(run.err().contains("edges.tsv, line 2: expected two nodes"), run.err());
    assertFalse(Files.exists(out));
    makeGraphAnew();
    CommandRun.succeeding("graph", graph, "--runs", 1, "--epochs", 2, "--out", out);
    var features = graph.resolve("features.txt");
    Files.writeString(features, Files.readString(features).replaceFirst("60 12", "60 13"));
    var predict = CommandRun.of("predict", out, graph, "--out", folder.resolve("p.csv"));
    assertEquals(ExitCode.BAD_INPUT, predict.code());
    assertTrue(predict.err().contains("the nodes have 13 features; the model"), predict.err());
    var evaluate = CommandRun.of("evaluate", out, graph);
    assertTrue(evaluate.err().contains("a network for the nodes of a graph"), evaluate.err());
  }

  private void makeGraphAnew() throws IOException {
    try (var files = Files.newDirectoryStream(graph)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(graph);
    makeGraph();
  }
}
