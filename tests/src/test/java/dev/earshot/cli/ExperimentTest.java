package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** {@code earshot experiment}, from the words on the command line to the files. */
class ExperimentTest {
  @TempDir Path folder;

  private Object[] largegraph(Path out) throws IOException {
    var table = folder.resolve("table.npz");
    if (!Files.exists(table)) {
      SmallData.table(table, 60, 4, List.of("a", "b"));
    }
    return new Object[] {
      "experiment", "largegraph", "--data", table, "--quick", "--runs", 1, "--out", out
    };
  }

  @Test
  void aTableAPageAndOnlyWhatIsMissing() throws IOException {
    var out = folder.resolve("out");
    var first = CommandRun.succeeding(largegraph(out));
    var text = first.out();
    assertTrue(text.contains("One large graph against subgraphs"), text);
    for (var row : new String[] {"paper ", "paper-graphconv ", "graph ", "default "}) {
      var lines = text.lines().filter(line -> line.startsWith(row)).toList();
      assertEquals(2, lines.size(), text);
      assertTrue(lines.get(0).matches(".* one large graph +\\d+\\.\\d +\\d+\\.\\d.*"), text);
    }
    assertTrue(text.contains("49.44"), text);
    assertTrue(text.contains("values cannot"), text);
    assertTrue(first.err().contains("table.npz: 60 clips, 2 classes, 4 features"), first.err());
    assertTrue(first.err().contains("Cut short by --quick"), first.err());
    assertTrue(first.err().contains("Trainings: 8 in "), first.err());
    var page = Files.readString(out.resolve("largegraph/report.html"));
    assertTrue(page.contains("experiment largegraph --data"), "how to repeat it");
    var csv = Files.readAllLines(out.resolve("largegraph/largegraph.csv"));
    assertEquals(9, csv.size());

    var again = CommandRun.succeeding(largegraph(out));
    assertTrue(again.err().contains("Trainings: 0 in "), again.err());
    assertEquals(text, again.out());
    assertEquals(csv, Files.readAllLines(out.resolve("largegraph/largegraph.csv")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "table9 | 'table9'; expected one of table1, table2, table3, table4, fig3,",
        "table2 --runs 0 | expected a whole number of at least 1",
        "table2 --data @nothing | nothing: no such file or folder",
        "table2 --data @empty | no audio clips",
        "table1 --data @root | audioset33.npz is missing: AudioSet",
        "all --data @root | audioset33.npz is missing: AudioSet",
        "table2 --data @root --out @file | file: cannot be written (a file is in the way)",
        "table2 --data @root --out @full | full: holds something else (it has no cells.jsonl)",
      })
  void whatCannotBeUsedIsOneLine(String words, String message) throws IOException {
    Files.createDirectories(folder.resolve("root/noisex"));
    Files.createDirectories(folder.resolve("empty"));
    Files.createDirectories(folder.resolve("full"));
    Files.writeString(folder.resolve("full/letter.txt"), "keep me");
    Files.writeString(folder.resolve("file"), "keep me");
    var line = "experiment " + words + (words.contains("--out") ? "" : " --out @new") + " --quiet";
    var run = CommandRun.of((Object[]) line.replace("@", folder + "/").split(" "));
    assertEquals(ExitCode.BAD_INPUT, run.code(), run.err());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
    assertEquals("", run.out());
  }
}
