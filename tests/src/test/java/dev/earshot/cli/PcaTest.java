package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.model.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wide vectors, projected to few columns from training to prediction. */
class PcaTest {
  @TempDir private Path folder;

  @Test
  void trainPredictEvaluateCompare() throws Exception {
    var table = SmallData.table(folder.resolve("wide.npz"), 60, 200, List.of("a", "b", "c"));
    var run = folder.resolve("run");
    var trained =
        CommandRun.succeeding(
            "train", table, "--out", run, "--recipe", "linear", "--pca", 10, "--threads", 1);
    assertTrue(trained.err().contains("projected from 200 columns to 10 (PCA"), trained.err());
    var model = TrainedModel.load(run);
    assertEquals(200, model.columns());
    assertEquals(10, model.projection().orElseThrow().width());
    assertTrue(Files.readString(run.resolve("config.json")).contains("\"pca\": 10"));
    var csv = folder.resolve("p.csv");
    CommandRun.succeeding("predict", run, table, "--out", csv, "--quiet");
    assertEquals(61, Files.readAllLines(csv).size());
    var scores = CommandRun.succeeding("evaluate", run, table, "--json", "--quiet").json();
    assertTrue(scores.get("accuracy").getAsDouble() > 0.9, scores + "");

    var other = folder.resolve("other");
    CommandRun.succeeding(
        "train",
        table,
        "--out",
        other,
        "--recipe",
        "linear",
        "--pca",
        10,
        "--threads",
        2,
        "--quiet");
    assertArrayEquals(
        Files.readAllBytes(run.resolve("model.safetensors")),
        Files.readAllBytes(other.resolve("model.safetensors")));

    var compared =
        CommandRun.succeeding(
            "compare", table, "--recipe", "linear", "--models", "lr", "--runs", 1, "--pca", 10);
    assertTrue(compared.err().contains("projected from 200 columns to 10"), compared.err());
  }

  @Test
  void vectorsThatAreNotWiderStayAsTheyAre() throws Exception {
    var table = SmallData.table(folder.resolve("table.npz"));
    var run = folder.resolve("run");
    var trained =
        CommandRun.succeeding(
            "train", table, "--out", run, "--recipe", "linear", "--folds", 0, "--pca", 128);
    assertTrue(
        trained.err().contains("warning: --pca 128 is not used: the vectors have 6 columns"),
        trained.err());
    assertTrue(TrainedModel.load(run).projection().isEmpty());
  }
}
