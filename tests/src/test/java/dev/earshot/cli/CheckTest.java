package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.DatasetNpz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  private static final Set<Integer> WRONG = Set.of(4, 17, 33, 50, 71, 88);

  @TempDir Path folder;

  /** A table with three classes that are easy to tell apart, and six wrong labels. */
  private Path withWrongLabels() throws IOException {
    var data =
        DatasetNpz.read(SmallData.table(folder.resolve("t.npz"), 90, 20, List.of("a", "b", "c")));
    var labels = data.labels().clone();
    for (int row : WRONG) {
      labels[row] = (labels[row] + 1) % 3;
    }
    var file = folder.resolve("wrong.npz");
    DatasetNpz.write(data.withLabels(labels), file);
    return file;
  }

  @Test
  void wrongLabelsComeFirst() throws IOException {
    var out = folder.resolve("doubtful.csv");
    var result = CommandRun.succeeding("check", withWrongLabels(), "--out", out, "--json");
    assertEquals(90, result.json().get("checked").getAsInt());
    var estimate = result.json().get("estimatedWrong").getAsInt();
    assertTrue(estimate >= 4 && estimate <= 9, result.out());
    var lines = Files.readAllLines(out);
    assertEquals("path,label,predicted,label_probability,predicted_probability", lines.getFirst());
    var found = new HashSet<Integer>();
    for (var line : lines.subList(1, 1 + WRONG.size())) {
      var cells = line.split(",");
      int row = Integer.parseInt(cells[0]);
      found.add(row);
      assertEquals(List.of("a", "b", "c").get(row % 3), cells[2], line);
      assertTrue(Double.parseDouble(cells[3]) < Double.parseDouble(cells[4]), line);
    }
    assertEquals(WRONG, found);
  }

  @Test
  void rightLabelsAreNotContradicted() throws IOException {
    var table = SmallData.table(folder.resolve("t.npz"), 90, 20, List.of("a", "b", "c"));
    var result = CommandRun.succeeding("check", table);
    assertTrue(
        result.out().contains("90 labels checked: held-out predictions contradict none"),
        result.out());
  }

  @Test
  void oneLabelAClassCannotBeChecked() throws IOException {
    var table = SmallData.table(folder.resolve("t.npz"), 3, 4, List.of("a", "b", "c"));
    var result = CommandRun.of("check", table);
    assertEquals(ExitCode.BAD_INPUT, result.code());
    assertTrue(result.err().contains("no class has two labelled clips"), result.err());
  }
}
