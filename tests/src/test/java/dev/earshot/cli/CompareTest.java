package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareTest {
  @TempDir Path folder;

  @Test
  void everyMethodIsScoredOnTheSameClips() throws IOException {
    var table = SmallData.table(folder.resolve("table.npz"));
    Object[] command = {
      "compare",
      table,
      "--labels-per-class",
      4,
      "--runs",
      3,
      "--models",
      "lr,knn",
      "--epochs",
      30,
      "--json"
    };
    var result = CommandRun.succeeding(command).json();
    assertEquals("4 labels a class", result.get("budget").getAsString());
    assertEquals(12, result.get("labelled").getAsInt());
    assertEquals(69, result.get("unlabelled").getAsInt());
    assertEquals(9, result.get("test").getAsInt());
    var methods = result.getAsJsonArray("methods");
    var expected = List.of("earshot", "lr", "knn");
    assertEquals(expected.size(), methods.size());
    var reference = methods.get(0).getAsJsonObject();
    for (int m = 0; m < expected.size(); m++) {
      var method = methods.get(m).getAsJsonObject();
      assertEquals(expected.get(m), method.get("name").getAsString());
      var mean = method.getAsJsonObject("unweightedAccuracy").get("mean").getAsDouble();
      assertTrue(mean > 0.6, method.toString());
      assertEquals(3, method.getAsJsonArray("unweightedAccuracyByRun").size());
      assertEquals(
          mean - reference.getAsJsonObject("unweightedAccuracy").get("mean").getAsDouble(),
          method.getAsJsonObject("difference").get("unweightedAccuracy").getAsDouble(),
          1e-12);
    }
    // All but the times is the same again.
    var again = CommandRun.succeeding(command).json().getAsJsonArray("methods");
    for (int m = 0; m < expected.size(); m++) {
      assertEquals(
          methods.get(m).getAsJsonObject().get("meanAveragePrecisionByRun"),
          again.get(m).getAsJsonObject().get("meanAveragePrecisionByRun"));
    }
  }

  @Test
  void theTableHasARowForEach() throws IOException {
    var table = SmallData.table(folder.resolve("table.npz"));
    var run =
        CommandRun.succeeding("compare", table, "--runs", 2, "--models", "svm", "--epochs", 1);
    var lines = run.out().lines().toList();
    assertEquals(4, lines.size(), run.out());
    assertTrue(lines.get(0).startsWith("Test scores with 10.0 % of the labels"), run.out());
    assertTrue(lines.get(1).contains("UA to ours"), run.out());
    assertTrue(lines.get(2).startsWith("earshot "), run.out());
    assertTrue(lines.get(3).matches("svm +[\\d.]+ ± .*[+-][\\d.]+ ± [\\d.]+ .*"), run.out());
    assertTrue(run.err().contains("2 runs, each with 9 labelled and 72 unlabelled"), run.err());
    var one =
        CommandRun.succeeding(
            "compare", "--json", table, "--runs", 1, "--models", "knn", "--epochs", 1, "--quiet");
    assertEquals(2, one.json().getAsJsonArray("methods").size(), "the data are not the file");
    var file = folder.resolve("one.json");
    one =
        CommandRun.succeeding(
            "compare",
            table,
            "--runs",
            1,
            "--model",
            "knn",
            "--epochs",
            1,
            "--quiet",
            "--json",
            file);
    assertTrue(Files.readString(file).contains("meanAveragePrecision"));
    assertTrue(one.out().contains("one run, so without a standard deviation"), one.out());
    assertEquals("", one.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--labels-per-class 0 | expected a whole number of at least 1",
        "--labels-per-class 2 --label-rate 0.1 | mutually exclusive",
        "--models lr,lrr | 'lrr'; expected some of earshot, lr, lr-balanced, svm"
      })
  void wrongUsageIsSaidBeforeAnythingIsRead(String options, String message) {
    var run = CommandRun.of((Object[]) ("compare nothing.npz " + options).split(" "));
    assertEquals(ExitCode.BAD_INPUT, run.code());
    assertTrue(run.err().contains(message), run.err());
  }
}
