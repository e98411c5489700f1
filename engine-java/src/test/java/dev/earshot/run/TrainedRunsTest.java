package dev.earshot.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.earshot.Blobs;
import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.SmallRecipes;
import dev.earshot.TrainingOptions;
import dev.earshot.compute.backends.Backends;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.MeanStd;
import dev.earshot.metrics.Scores;
import dev.earshot.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedRunsTest {
  private static final Set<String> FILES =
      Set.of("model.safetensors", "config.json", "metrics.json", "predictions.csv", "log.jsonl");
  private final Dataset data = Blobs.labelled(3, 30, 4, 0.5, 1);
  private final RecipeSettings recipe = SmallRecipes.named("paper", 4);
  @TempDir private Path parent;

  private TrainedRuns train(Dataset data, int runs) throws Exception {
    return RunTrainer.train(
        data, recipe, SmallRecipes.options(0.2, runs, Backends.AUTO, 1), epoch -> {});
  }

  private Path saved(TrainedRuns result) throws IOException {
    Path run = parent.resolve("run");
    result.save(run);
    try (var files = Files.list(run)) {
      Set<String> names =
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
      // The folder also has a hidden list of its files.
      names.removeIf(name -> name.startsWith("."));
      assertEquals(FILES, names);
    }
    return run;
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static void assertMeanStd(JsonElement value) {
    assertEquals(Set.of("mean", "std"), value.getAsJsonObject().keySet());
    assertTrue(value.getAsJsonObject().get("mean").getAsDouble() >= 0);
    assertTrue(value.getAsJsonObject().get("std").getAsDouble() >= 0);
  }

  @Test
  void metricsOfABenchmark() throws Exception {
    TrainedRuns result = train(data, 2);
    JsonObject metrics = json(saved(result).resolve("metrics.json"));
    assertEquals(2, metrics.getAsJsonArray("runs").size());
    JsonObject test = metrics.getAsJsonObject("test");
    assertEquals(Set.of("accuracy", "unweightedAccuracy", "meanAveragePrecision"), test.keySet());
    test.asMap().values().forEach(TrainedRunsTest::assertMeanStd);
    MeanStd accuracy = result.test(Scores::accuracy).orElseThrow();
    assertEquals(accuracy.mean(), test.getAsJsonObject("accuracy").get("mean").getAsDouble());
    assertEquals(accuracy.std(), test.getAsJsonObject("accuracy").get("std").getAsDouble());
    assertMeanStd(metrics.get("secondsPerEpoch"));
    assertMeanStd(metrics.get("stepsPerSecond"));
    assertEquals(3, metrics.getAsJsonArray("perClass").size());
    for (int c = 0; c < 3; c++) {
      JsonObject entry = metrics.getAsJsonArray("perClass").get(c).getAsJsonObject();
      assertEquals("class-" + c, entry.get("class").getAsString());
      assertEquals(6, entry.get("support").getAsInt(), "three test clips a run");
      for (String score : List.of("recall", "precision", "f1", "averagePrecision")) {
        assertMeanStd(entry.get(score));
      }
    }
    for (int run = 0; run < 2; run++) {
      JsonObject entry = metrics.getAsJsonArray("runs").get(run).getAsJsonObject();
      assertEquals(run, entry.get("run").getAsInt());
      assertEquals(3 + run, entry.get("seed").getAsInt());
      assertEquals(
          result.scores(result.runs().get(run)).unweightedAccuracy(),
          entry.getAsJsonObject("test").get("unweightedAccuracy").getAsDouble());
    }
  }

  @Test
  void logAndPredictionsOfABenchmark() throws Exception {
    TrainedRuns result = train(data, 2);
    Path run = saved(result);
    List<String> log = Files.readAllLines(run.resolve("log.jsonl"));
    assertEquals(8, log.size());
    JsonObject first = JsonParser.parseString(log.getFirst()).getAsJsonObject();
    for (String field :
        List.of("run", "epoch", "crossEntropy", "entropy", "denoise", "completion", "shuffle")) {
      assertTrue(first.has(field), field);
    }
    assertTrue(first.has("validationUnweightedAccuracy"));
    List<String> csv = Files.readAllLines(run.resolve("predictions.csv"));
    assertEquals(
        "run,path,label,predicted,confidence,class-0,class-1,class-2,unknown", csv.getFirst());
    assertEquals(1 + 2 * 9, csv.size());
    int row = result.runs().getFirst().partition().predicted()[0];
    assertTrue(csv.get(1).startsWith("0,clip-%d.wav,class-%d,".formatted(row, row % 3)));
  }

  @Test
  void configurationIsEnoughToRepeat() throws Exception {
    TrainedRuns result = train(data, 1);
    JsonObject config = json(saved(result).resolve("config.json"));
    assertEquals(
        data.fingerprint(), config.getAsJsonObject("data").get("fingerprint").getAsString());
    assertEquals(3, config.get("seed").getAsInt());
    assertEquals(result.backend(), config.get("backend").getAsString());
    assertTrue(config.getAsJsonObject("versions").has("java"));
    Path file = Files.writeString(parent.resolve("r.json"), config.get("recipe").toString());
    RecipeSettings again = RecipeSettings.read(file);
    assertEquals(recipe, again);
    TrainedRuns repeated =
        RunTrainer.train(
            data,
            again,
            SmallRecipes.options(config.get("labelRate").getAsDouble(), 1, result.backend(), 1),
            epoch -> {});
    assertArrayEquals(result.predictions().probabilities(), repeated.predictions().probabilities());
  }

  @Test
  void withoutATestThereAreNoTestScores() throws Exception {
    Dataset partly = Blobs.partlyLabelled(data, 10);
    TrainedRuns result =
        RunTrainer.train(partly, recipe, SmallRecipes.allLabels(0, Backends.AUTO, 1), epoch -> {});
    assertEquals(1, result.runs().size());
    assertFalse(result.isTested());
    assertTrue(result.test(Scores::accuracy).isEmpty());
    Path run = saved(result);
    JsonObject metrics = json(run.resolve("metrics.json"));
    assertFalse(metrics.has("test"));
    assertTrue(metrics.getAsJsonArray("runs").get(0).getAsJsonObject().has("validation"));
    List<String> csv = Files.readAllLines(run.resolve("predictions.csv"));
    assertEquals("path,predicted,confidence,class-0,class-1,class-2,unknown", csv.getFirst());
    assertEquals(1 + 60, csv.size());
    assertTrue(csv.get(1).startsWith("clip-30.wav,"), csv.get(1));
    assertEquals(data.classes(), TrainedModel.load(run).classes());
  }

  @Test
  void crossValidationHoldsEachClipOutOnceAndTheModelLearnsFromAll() throws Exception {
    TrainedRuns result =
        RunTrainer.train(
            data,
            RecipeSettings.named("linear"),
            TrainingOptions.defaults().withThreads(1),
            epoch -> {});
    assertEquals(6, result.runs().size());
    assertEquals(90, result.best().partition().labelled().length);
    assertTrue(result.usesAllLabels());
    Path run = saved(result);
    List<String> csv = Files.readAllLines(run.resolve("predictions.csv"));
    assertEquals("path,label,predicted,confidence,class-0,class-1,class-2", csv.getFirst());
    assertEquals(90, csv.stream().skip(1).map(line -> line.split(",")[0]).distinct().count());
    assertEquals(91, csv.size());
    JsonObject metrics = json(run.resolve("metrics.json"));
    assertEquals(5, metrics.get("savedRun").getAsInt());
    assertEquals(
        result.test(Scores::accuracy).orElseThrow().mean(),
        metrics.getAsJsonObject("test").getAsJsonObject("accuracy").get("mean").getAsDouble());
    assertEquals("cross-validation", json(run.resolve("config.json")).get("test").getAsString());
  }

  @Test
  void aTestAndClipsWithoutLabelGiveTwoTables() throws Exception {
    Dataset partly = Blobs.partlyLabelled(data, 10);
    TrainedRuns result =
        RunTrainer.train(
            partly,
            RecipeSettings.named("linear"),
            TrainingOptions.defaults().withThreads(1).withFolds(2),
            epoch -> {});
    Path run = parent.resolve("run");
    result.save(run);
    assertEquals(1 + 60, Files.readAllLines(run.resolve("predictions.csv")).size());
    assertEquals(1 + 30, Files.readAllLines(run.resolve("test-predictions.csv")).size());
  }

  /** The saved model is the best by validation. Of equal ones it is the first. */
  @Test
  void theModelKeptIsTheBestRuns() throws Exception {
    TrainedRuns result = train(data, 3);
    double best = result.best().validation().orElseThrow().value();
    for (RunResult run : result.runs()) {
      double value = run.validation().orElseThrow().value();
      assertTrue(run.run() < result.best().run() ? value < best : value <= best);
    }
  }

  @Test
  void aFolderOfSomethingElseIsLeftAlone() throws Exception {
    TrainedRuns result = train(data, 1);
    Path photos = Files.createDirectory(parent.resolve("photos"));
    Path mine = Files.writeString(photos.resolve("mine.txt"), "keep");
    assertThrows(DataException.class, () -> result.save(photos));
    assertEquals("keep", Files.readString(mine));
    saved(result);
    saved(result);
  }
}
