package dev.earshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.data.DatasetNpz;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.format.TextArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  @TempDir private Path folder;

  private static Dataset table(float[] x, int[] labels, List<String> classes) {
    return new Dataset(
        x,
        2,
        labels,
        classes,
        List.of("a.wav", "b.wav", "c.wav"),
        List.of(Part.TRAIN, Part.NONE, Part.TEST),
        Optional.of(List.of("s1", "s2", "s1")),
        "lld",
        Optional.empty());
  }

  private static Dataset table() {
    return table(new float[] {1, 2, 3, 4, 5, 6}, new int[] {1, -1, 0}, List.of("cat", "dög"));
  }

  @Test
  void refusesWhatCannotBeLearntFrom() {
    int[] labels = {1, -1, 0};
    var classes = List.of("cat", "dog");
    float[] fine = {1, 2, 3, 4, 5, 6};
    assertError("row 1 (b.wav), column 1", new float[] {1, 2, 3, Float.NaN, 5, 6}, labels, classes);
    assertError("-Infinity in row 0", new float[] {-1 / 0f, 2, 3, 4, 5, 6}, labels, classes);
    assertError("5 numbers", new float[5], labels, classes);
    assertError("label 2 in row 2 (c.wav)", fine, new int[] {0, 1, 2}, classes);
    assertError("label -2 in row 0", fine, new int[] {-2, 1, 1}, classes);
    assertError("ids", new float[4], new int[] {0, 1}, classes);
    assertError("twice", fine, labels, List.of("a", "a"));
    assertError("at least one row", new float[0], new int[0], classes);
  }

  private static void assertError(String text, float[] x, int[] labels, List<String> classes) {
    var error = assertThrows(IllegalArgumentException.class, () -> table(x, labels, classes));
    assertTrue(error.getMessage().contains(text), error.getMessage());
  }

  @Test
  void selectsRowsInOrder() {
    var part = table().select(new int[] {2, 0});
    assertArrayEquals(new float[] {5, 6, 1, 2}, part.x());
    assertArrayEquals(new int[] {0, 1}, part.labels());
    assertEquals(List.of("c.wav", "a.wav"), part.ids());
    assertEquals(List.of(Part.TEST, Part.TRAIN), part.split());
    assertEquals(Optional.of(List.of("s1", "s1")), part.groups());
    assertThrows(IndexOutOfBoundsException.class, () -> table().select(new int[] {3}));
  }

  @Test
  void fingerprintFollowsWhatCanBeLearnt() {
    String print = table().fingerprint();
    assertEquals(64, print.length());
    assertEquals(print, table().fingerprint());
    assertEquals(print, table().withLabels(new int[] {1, -1, 0}).fingerprint());
    assertNotEquals(print, table().withLabels(new int[] {1, -1, 1}).fingerprint());
    float[] x = {1, 2, 3, 4, 5, 6.0000005f};
    int[] labels = {1, -1, 0};
    assertNotEquals(print, table(x, labels, List.of("cat", "dög")).fingerprint());
    x[5] = 6;
    assertEquals(print, table(x, labels, List.of("cat", "dög")).fingerprint());
    assertNotEquals(print, table(x, labels, List.of("catd", "ög")).fingerprint());
  }

  @Test
  void writtenTablesReadBack() throws IOException {
    Path file = folder.resolve("features.npz");
    DatasetNpz.write(table(), file);
    var read = DatasetNpz.read(file);
    assertArrayEquals(table().x(), read.x());
    assertArrayEquals(table().labels(), read.labels());
    assertEquals(table().classes(), read.classes());
    assertEquals(table().ids(), read.ids());
    assertEquals(table().split(), read.split());
    assertEquals(table().groups(), read.groups());
    assertEquals("lld", read.encoder());
    assertEquals(2, read.columns());
  }

  private Path npz(Map<String, NdArray> changes) throws IOException {
    var arrays = new HashMap<String, NdArray>();
    arrays.put("x", NumberArray.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2));
    arrays.put("y", NumberArray.of(new long[] {0, -1, 2}, 3));
    arrays.putAll(changes);
    Path file = folder.resolve("t.npz");
    Npz.write(file, arrays);
    return file;
  }

  @Test
  void readsTablesFromElsewhere() throws IOException {
    var split = NumberArray.of(new byte[] {0, 1, 1}, 3);
    var group = NumberArray.of(new int[] {7, 7, 8}, 3);
    var names = TextArray.of(List.of("p", "q", "r"));
    Path file = npz(Map.of("split", split, "group", group, "names", names));
    var read = DatasetNpz.read(file);
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, read.x());
    assertArrayEquals(new int[] {0, -1, 2}, read.labels());
    assertEquals(List.of("0", "1", "2"), read.classes());
    assertEquals(List.of("p", "q", "r"), read.ids());
    assertEquals(List.of(Part.TRAIN, Part.TEST, Part.TEST), read.split());
    assertEquals(Optional.of(List.of("7", "7", "8")), read.groups());
    assertEquals("npz", read.encoder());
    Files.writeString(folder.resolve("t.classes.json"), "[\"cat\", \"dog\", \"owl\"]");
    assertEquals(List.of("cat", "dog", "owl"), DatasetNpz.read(file).classes());
    Files.writeString(folder.resolve("t.classes.json"), "{}");
    assertThrows(DataException.class, () -> DatasetNpz.read(file));
  }

  @Test
  void vectorsAloneAreUnlabelled() throws IOException {
    Path file = folder.resolve("pool.npz");
    Npz.write(file, Map.of("x", NumberArray.of(new float[] {1, 2}, 2, 1)));
    var read = DatasetNpz.read(file);
    assertArrayEquals(new int[] {-1, -1}, read.labels());
    assertEquals(List.of(), read.classes());
    assertEquals(List.of("0", "1"), read.ids());
    assertFalse(read.hasSplit());
    assertEquals(Optional.empty(), read.groups());
  }

  @Test
  void errorsNameFileAndArray() throws IOException {
    assertNpzError("'x': expected float32", "x", NumberArray.of(new int[] {1, 2, 3}, 3, 1));
    assertNpzError("found F32 of shape [3]", "x", NumberArray.of(new float[3], 3));
    assertNpzError("'y': expected 3 integers", "y", NumberArray.of(new long[] {0, 1}, 2));
    assertNpzError("'y': expected 3 integers", "y", NumberArray.of(new float[3], 3));
    assertNpzError("label -3 in row 1", "y", NumberArray.of(new int[] {0, -3, 1}, 3));
    assertNpzError("class number 2147483647", "y", NumberArray.of(new long[] {0, 1L << 40, 1}, 3));
    assertNpzError("label 2 in row 2", "classes", TextArray.of(List.of("a", "b")));
    assertNpzError("'paths': expected 3 strings", "paths", TextArray.of(List.of("a")));
    assertNpzError("split '2' in row 1", "split", NumberArray.of(new int[] {0, 2, 1}, 3));
    assertNpzError(
        "NaN in row 2 (2), column 0",
        "x",
        NumberArray.of(new double[] {1, 2, 3, 4, Double.NaN, 6}, 3, 2));
    Path file = folder.resolve("t.npz");
    Npz.write(file, Map.of("y", NumberArray.of(new int[1], 1)));
    assertThrows(DataException.class, () -> DatasetNpz.read(file));
  }

  private void assertNpzError(String expected, String name, NdArray array) throws IOException {
    Path file = npz(Map.of(name, array));
    String message = assertThrows(DataException.class, () -> DatasetNpz.read(file)).getMessage();
    assertTrue(message.contains(expected) && message.contains("t.npz"), message);
  }

  @Test
  void vectorsAndLabelsMakeATable() {
    Dataset table =
        Dataset.ofVectors(
            List.of(new float[] {1, 2}, new float[] {3, 4}, new float[] {5, 6}),
            List.of(Optional.of("rain"), Optional.empty(), Optional.of("dog")),
            "mine");
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, table.x());
    assertArrayEquals(new int[] {1, -1, 0}, table.labels());
    assertEquals(List.of("dog", "rain"), table.classes());
    assertEquals("mine", table.encoder());
    var problem =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Dataset.ofVectors(
                    List.of(new float[2], new float[3]),
                    List.of(Optional.empty(), Optional.empty()),
                    "mine"));
    assertTrue(problem.getMessage().contains("row 1 has 3 numbers"), problem.getMessage());
  }
}
