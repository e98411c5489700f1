package dev.earshot.graph.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphFileTest {
  @TempDir private Path folder;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text.replace('|', '\n'));
  }

  private void small() throws IOException {
    write("features.txt", "3 4 3|0:1 3:0.5||2:-1|");
    write("labels.txt", "1|-1|0|");
    write("split.txt", "train|unlabelled|val|");
    write("edges.tsv", "0\t1|0\t2|");
  }

  @Test
  void readsAFolder() throws IOException {
    small();
    var graph = GraphFile.read(folder);
    assertEquals(3, graph.nodes());
    assertEquals(4, graph.columns());
    assertEquals(2, graph.classes());
    assertArrayEquals(new int[] {0, 2, 2, 3}, graph.features().starts());
    assertArrayEquals(new int[] {0, 3, 2}, graph.features().entryColumns());
    assertArrayEquals(new float[] {1, 0.5f, -1}, graph.features().entryValues());
    assertArrayEquals(new int[] {1, -1, 0}, graph.labels());
    assertEquals(List.of(Part.TRAIN, Part.NONE, Part.VALIDATION), graph.split());
    assertArrayEquals(new int[] {0, 0}, graph.edgeSources());
    assertArrayEquals(new int[] {1, 2}, graph.edgeTargets());
  }

  @ParameterizedTest
  @CsvSource({
    "features.txt, '', 'line 1: expected 3 whole'",
    "features.txt, 3 4 3|0:1|1:1|, 3 lines; expected 4",
    "features.txt, 3 4 3|0:1 x|1:1|2:1|, line 2: expected 3 column:value",
    "features.txt, 3 4 3|0:1|4:1|2:1|, line 3: expected ascending",
    "features.txt, 3 4 3|1:1 1:1||2:1|, line 2: expected ascending",
    "features.txt, 3 4 4|0:1|1:1|2:1|, line 1: expected as many",
    "features.txt, 3 4 2|0:1|1:1|2:1|, line 4: expected 2 column",
    "features.txt, 3 4 3|0:1|1:NaN|2:1|, line 3: expected a finite number",
    "features.txt, 3 4 2147483647|0:1|1:1|2:1|, line 1: expected as many",
    "features.txt, 3 4 -1|0:1|1:1|2:1|, line 1: expected as many",
    "features.txt, 3 2147483647 3|0:1|1:1|2:1|, line 1: expected columns from 1",
    "features.txt, 2147483647 4 3|0:1|1:1|2:1|, 4 lines; expected 2147483648",
    "labels.txt, 1|2147483647|0|, line 2: expected a class",
    "labels.txt, -1|1|0|, 'line 1: expected a class, since split.txt'",
    "labels.txt, 1|x|0|, line 2: expected a whole number",
    "labels.txt, 1|-2|0|, line 2: expected a class",
    "split.txt, train|test|, 2 lines; expected 3",
    "split.txt, train|none|test|, line 2: expected train",
    "edges.tsv, 0 1|, line 1: expected 2 whole",
    "edges.tsv, '0\t1|0\t3|', line 2: expected two nodes",
  })
  void errorsNameFileAndLine(String name, String text, String expected) throws IOException {
    small();
    write(name, text);
    String message = assertThrows(DataException.class, () -> GraphFile.read(folder)).getMessage();
    assertTrue(message.contains(name) && message.contains(expected), message);
    Files.delete(folder.resolve(name));
    assertThrows(DataException.class, () -> GraphFile.read(folder));
  }
}
