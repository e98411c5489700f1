package dev.earshot.graph;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.earshot.Part;
import dev.earshot.file.AtomicDirectory;
import dev.earshot.file.AtomicFile;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import dev.earshot.model.PredictionsCsv;
import dev.earshot.run.TrainedRuns;
import dev.earshot.run.Versions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes the folder with the results of trainings on a graph: {@code model.safetensors}, {@code
 * predictions.csv} with the test nodes of each run, {@code metrics.json}, {@code config.json} and
 * {@code log.jsonl}, as for a training on clips.
 */
public final class GraphFolder {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private GraphFolder() {}

  /**
   * Writes the folder, completely or not at all.
   *
   * @param folder a folder that is absent, empty, or an earlier result, which is replaced
   * @param about what was asked for, for {@code config.json}
   * @param more writes additional files
   * @throws IOException if the folder cannot be written
   */
  public static void write(
      GraphTrainings result, Path folder, JsonObject about, TrainedRuns.Addition more)
      throws IOException {
    try (AtomicDirectory directory = AtomicDirectory.create(folder)) {
      Path path = directory.path();
      result.best().classifier().write(path);
      write(path.resolve("config.json"), GSON.toJson(config(result, about)));
      write(path.resolve("metrics.json"), GSON.toJson(metrics(result)));
      write(
          path.resolve("log.jsonl"),
          result.runs().stream()
              .flatMap(run -> run.log().stream().map(epoch -> line(result, run, epoch)))
              .collect(Collectors.joining("\n")));
      PredictionsCsv.write(
          path.resolve("predictions.csv"),
          result.runs().stream()
              .map(run -> {
                int[] nodes = run.nodes(Part.TEST);
                return new PredictionsCsv.Part(
                    Optional.of(result.runs().indexOf(run)),
                    run.predictions(nodes),
                    Optional.of(run.truth(nodes)));
              })
              .toList());
      more.writeTo(path);
      directory.commit();
    }
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private static JsonObject config(GraphTrainings result, JsonObject about) {
    GraphFile graph = result.best().graph();
    JsonObject data = new JsonObject();
    data.addProperty("nodes", graph.nodes());
    data.addProperty("edges", graph.edges().count());
    data.addProperty("columns", graph.columns());
    data.addProperty("classes", graph.classes());
    JsonObject config = about.deepCopy();
    config.add("data", data);
    config.add("settings", GSON.toJsonTree(result.best().classifier().settings()));
    config.add("versions", Versions.json());
    return config;
  }

  /** The scores of each run, and their means and deviations. */
  public static JsonObject metrics(GraphTrainings result) {
    JsonArray runs = new JsonArray();
    for (NodeRun run : result.runs()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("run", runs.size());
      entry.addProperty("seed", run.seed());
      entry.addProperty("epochs", run.log().size());
      entry.addProperty("bestEpoch", run.bestEpoch());
      entry.addProperty("seconds", run.seconds());
      JsonObject validation = new JsonObject();
      validation.addProperty("accuracy", run.best().validationAccuracy());
      validation.addProperty("loss", run.best().validationLoss());
      entry.add("validation", validation);
      Scores scores = run.test();
      JsonObject test = new JsonObject();
      test.addProperty("accuracy", scores.accuracy());
      test.addProperty("unweightedAccuracy", scores.unweightedAccuracy());
      test.addProperty("meanAveragePrecision", scores.meanAveragePrecision());
      entry.add("test", test);
      runs.add(entry);
    }
    JsonObject metrics = new JsonObject();
    metrics.add("runs", runs);
    metrics.addProperty("savedRun", result.runs().indexOf(result.best()));
    JsonObject test = new JsonObject();
    List<Scores> scores = result.runs().stream().map(NodeRun::test).toList();
    test.add("accuracy", mean(scores.stream().mapToDouble(Scores::accuracy).toArray()));
    test.add(
        "unweightedAccuracy",
        mean(scores.stream().mapToDouble(Scores::unweightedAccuracy).toArray()));
    test.add(
        "meanAveragePrecision",
        mean(scores.stream().mapToDouble(Scores::meanAveragePrecision).toArray()));
    metrics.add("test", test);
    metrics.add(
        "validationAccuracy", GSON.toJsonTree(result.over(run -> run.best().validationAccuracy())));
    metrics.add(
        "secondsPerEpoch", GSON.toJsonTree(result.over(run -> run.seconds() / run.log().size())));
    return metrics;
  }

  private static JsonElement mean(double[] values) {
    return GSON.toJsonTree(MeanStd.of(values));
  }

  private static String line(GraphTrainings result, NodeRun run, NodeEpoch epoch) {
    JsonObject line = new JsonObject();
    line.addProperty("run", result.runs().indexOf(run));
    line.addProperty("epoch", epoch.epoch());
    epoch.losses().forEach(line::addProperty);
    line.addProperty("validationLoss", epoch.validationLoss());
    line.addProperty("validationAccuracy", epoch.validationAccuracy());
    line.addProperty("seconds", epoch.seconds());
    return line.toString();
  }
}
