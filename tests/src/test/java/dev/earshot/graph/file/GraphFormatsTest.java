package dev.earshot.graph.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.format.TextArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs in .npz files, and in Planetoid's pickles as Python 2 and 3 write them. */
class GraphFormatsTest {
  private static final Path PICKLES = Path.of("src/test/resources/planetoid");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"python2", "protocol0", "protocol5"})
  void readsPlanetoidsFiles(String way) throws IOException {
    for (Path path :
        List.of(
            PICKLES.resolve(way),
            PICKLES.resolve(way).resolve("ind.tiny"),
            PICKLES.resolve(way).resolve("ind.tiny.graph"))) {
      var graph = GraphFile.read(path);
      assertEquals(6, graph.nodes());
      assertEquals(4, graph.columns());
      // Node 4 stands in no file; the test nodes are listed as 5, 3.
      assertArrayEquals(new int[] {0, 2, 3, 3, 5, 5, 7}, graph.features().starts());
      assertArrayEquals(new int[] {0, 3, 1, 1, 2, 0, 1}, graph.features().entryColumns());
      assertArrayEquals(new float[] {1, 0.5f, 1, -2, 3, 1, 1}, graph.features().entryValues());
      assertArrayEquals(new int[] {0, 1, 1, 0, -1, 1}, graph.labels());
      assertEquals(
          List.of(Part.TRAIN, Part.TRAIN, Part.VALIDATION, Part.TEST, Part.NONE, Part.TEST),
          graph.split());
      // The list has 0-1 twice, 2-2, 3-5 and 1-3, each from both ends.
      var edges = graph.edges();
      assertArrayEquals(new int[] {0, 1, 3}, edges.low());
      assertArrayEquals(new int[] {1, 3, 5}, edges.high());
      assertEquals(2, edges.loops());
      assertEquals(5, edges.repeated());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph|cos\\nsystem\\n(S'echo'\\ntR.|asks for 'os.system', which is refused",
        "graph|cbuiltins\\neval\\n(S'1'\\ntR.|asks for 'builtins.eval', which is refused",
        "graph|(dI0\\n(lI7\\nas.|not a node number from 0 to 5",
        "graph|I1\\n.|expected a pickled dict",
        "graph|(d|is cut short",
        "graph|i|opcode 0x69",
        "allx|(d.|expected a pickled SciPy CSR matrix",
        "y|I1\\n.|expected a pickled numpy array",
        "test.index|5\\n|1 lines; expected 2 different nodes",
        "test.index|5\\n5\\n|2 lines; expected 2 different nodes",
        "test.index|5\\nx\\n|line 2: 'x'; expected a node number",
      })
  void refusesOtherPickles(String ending, String text, String expected) throws IOException {
    copy("python2");
    Path file = folder.resolve("ind.tiny." + ending);
    Files.writeString(file, text.replace("\\n", "\n"), StandardCharsets.ISO_8859_1);
    var message = assertThrows(DataException.class, () -> GraphFile.read(folder)).getMessage();
    assertTrue(message.contains(file.toString()) && message.contains(expected), message);
  }

  @Test
  void refusesAFolderOfTwoGraphsAndAMissingFile() throws IOException {
    copy("protocol0");
    Path y = folder.resolve("ind.tiny.y");
    Files.move(y, folder.resolve("ind.other.y"));
    assertRefused(folder, "several graphs, [other, tiny]");
    Files.delete(folder.resolve("ind.other.y"));
    assertRefused(folder, "ind.tiny.y: no such file");
  }

  private void copy(String way) throws IOException {
    try (var files = Files.newDirectoryStream(PICKLES.resolve(way))) {
      for (Path file : files) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private static Map<String, NdArray> arrays() {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("adj_data", NumberArray.of(new float[] {1, 1, 1, 1}, 4));
    arrays.put("adj_indices", NumberArray.of(new int[] {1, 2, 0, 2}, 4));
    arrays.put("adj_indptr", NumberArray.of(new int[] {0, 1, 3, 4}, 4));
    arrays.put("adj_shape", NumberArray.of(new long[] {3, 3}, 2));
    arrays.put("attr_data", NumberArray.of(new float[] {1, 0.5f, -2}, 3));
    arrays.put("attr_indices", NumberArray.of(new int[] {3, 0, 2}, 3));
    arrays.put("attr_indptr", NumberArray.of(new int[] {0, 2, 2, 3}, 4));
    arrays.put("attr_shape", NumberArray.of(new long[] {3, 4}, 2));
    arrays.put("labels", NumberArray.of(new long[] {1, -1, 0}, 3));
    return arrays;
  }

  @Test
  void readsAnNpzFile() throws IOException {
    Path file = folder.resolve("graph.npz");
    Npz.write(file, arrays());
    var graph = GraphFile.read(file);
    assertArrayEquals(new int[] {0, 2, 2, 3}, graph.features().starts());
    // The entries of node 0 stand in the file as columns 3, 0.
    assertArrayEquals(new int[] {0, 3, 2}, graph.features().entryColumns());
    assertArrayEquals(new float[] {0.5f, 1, -2}, graph.features().entryValues());
    assertArrayEquals(new int[] {1, -1, 0}, graph.labels());
    var edges = graph.edges();
    assertArrayEquals(new int[] {0, 1}, edges.low());
    assertArrayEquals(new int[] {1, 2}, edges.high().clone());
    assertEquals(1, edges.loops());
    assertEquals(1, edges.repeated());
  }

  @Test
  void errorsNameArrayAndRow() throws IOException {
    refuse("adj_indices", NumberArray.of(new int[] {1, 3, 0, 2}, 4), "'adj_*': row 1 (counted");
    refuse("adj_indptr", NumberArray.of(new int[] {0, 3, 1, 4}, 4), "row 1 (counted from 0) ends");
    refuse("adj_indptr", NumberArray.of(new int[] {0, 1, 4}, 3), "with 3 row starts");
    refuse("attr_indices", NumberArray.of(new int[] {3, 3, 2}, 3), "names column 3 twice");
    refuse("attr_data", NumberArray.of(new float[] {1, Float.NaN, 1}, 3), "not finite");
    refuse("attr_shape", NumberArray.of(new long[] {2, 4}, 2), "shape [2, 4]");
    refuse("labels", NumberArray.of(new long[] {1, -2, 0}, 3), "'labels', row 1");
    refuse("labels", NumberArray.of(new long[] {1, 0}, 2), "'labels' has 2 values; expected 3");
    refuse("labels", TextArray.of(List.of("a", "b", "c")), "no array 'labels' of numbers");
  }

  private void refuse(String name, NdArray array, String expected) throws IOException {
    Path file = folder.resolve("wrong.npz");
    var arrays = arrays();
    arrays.put(name, array);
    Npz.write(file, arrays);
    assertRefused(file, expected);
  }

  @Test
  void refusesAFileThatIsNoGraph() throws IOException {
    Path file = Files.writeString(folder.resolve("edges.tsv"), "0\t1\n");
    assertRefused(file, "not a graph; expected a folder with edges.tsv");
  }

  private static void assertRefused(Path path, String expected) {
    var message = assertThrows(DataException.class, () -> GraphFile.read(path)).getMessage();
    assertTrue(message.contains(expected), message);
  }
}
