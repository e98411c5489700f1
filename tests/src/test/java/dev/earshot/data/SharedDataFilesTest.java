package dev.earshot.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.SharedData;
import dev.earshot.format.Npy;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.format.TextArray;
import dev.earshot.graph.file.GraphFile;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The readers on the real files; expected values were printed by NumPy and plain Python. */
class SharedDataFilesTest {
  private static double sum(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
  }

  @Test
  void audioSetVectors() throws IOException {
    var data = DatasetNpz.read(SharedData.path("audioset-vggish/audioset33.npz"));
    assertEquals(24741, data.rows());
    assertEquals(128, data.columns());
    assertEquals(33, data.classes().size());
    assertEquals("Crowd", data.classes().get(1));
    assertEquals(7275, IntStream.of(data.labels()).filter(label -> label == 0).count());
    assertEquals(12959, Collections.frequency(data.split(), Part.TRAIN));
    assertEquals(24741 - 12959, Collections.frequency(data.split(), Part.TEST));
    assertEquals(-40663.63422203064, sum(data.x()), 1e-6);
    assertEquals(0.5866668f, data.x()[24741 * 128 - 1]);
    var split = Splits.split(data.labels(), data.split(), data.groups(), 1);
    assertEquals(12959 / 9.0, split.validation().length, 10);
    assertEquals(24741 - 12959, split.test().length);
  }

  @Test
  void unlabelledPool() throws IOException {
    var data = DatasetNpz.read(SharedData.path("audioset-vggish/pool.npz"));
    assertEquals(42531, data.rows());
    assertTrue(IntStream.of(data.labels()).allMatch(label -> label == -1));
    assertFalse(data.hasSplit());
  }

  /**
   * The gold file has NaN where a functional of a constant is undefined: no table to learn from.
   */
  @Test
  void goldDescriptorsAreReadableButNoFeatureTable() throws IOException {
    var file = SharedData.path("gold/lld/emodb_165.npz");
    var arrays = Npz.read(file);
    assertEquals(List.of(535, 165), arrays.get("x").shape());
    double[] x = ((NumberArray) arrays.get("x")).toDoubles();
    assertEquals(0.7456271560641046, x[x.length - 1]);
    assertEquals("16b10Wb", ((TextArray) arrays.get("names")).values().getLast());
    String message = assertThrows(DataException.class, () -> DatasetNpz.read(file)).getMessage();
    assertTrue(message.contains("NaN in row 5 (03a02Ta), column 114"), message);
  }

  @Test
  void logMelPatches() throws IOException {
    var array = (NumberArray) Npy.read(SharedData.path("gold/logmel/vggish_logmel_speechf.npy"));
    assertEquals(List.of(5, 96, 64), array.shape());
    float[] values = array.toFloats();
    assertEquals(-3.188595f, values[values.length - 1]);
    assertEquals(-32001.252670749513, sum(values), 1e-6);
  }

  @Test
  void esc10IsAFolderPerClass() throws IOException {
    var manifest = Manifest.read(SharedData.path("esc10"));
    assertEquals(400, manifest.clips().size());
    assertEquals(10, manifest.classes().size());
    assertEquals("001_Dog_bark", manifest.classes().getFirst());
    assertEquals(1, manifest.ignored());
    int[] labels = manifest.labels();
    var open = Collections.nCopies(400, Part.NONE);
    var split = Splits.split(labels, open, Optional.empty(), 1);
    assertEquals(40, split.test().length);
    for (int cls = 0; cls < 10; cls++) {
      int wanted = cls;
      assertEquals(4, IntStream.of(split.test()).filter(i -> labels[i] == wanted).count());
    }
  }

  @Test
  void emoDbIsAFolderOfClips() throws IOException {
    var manifest = Manifest.read(SharedData.path("emodb"));
    assertEquals(535, manifest.clips().size());
    assertEquals(List.of(), manifest.classes());
  }

  /** Class and speaker are in a clip's name; ten speakers of 35 to 71 clips. */
  @Test
  void emoDbDividesBySpeaker() throws IOException {
    var clips = Manifest.read(SharedData.path("emodb")).clips();
    int[] labels =
        clips.stream().mapToInt(clip -> "WLEAFTN".indexOf(clip.id().charAt(5))).toArray();
    var speakers = clips.stream().map(clip -> clip.id().substring(0, 2)).toList();
    var open = Collections.nCopies(labels.length, Part.NONE);
    for (int seed = 0; seed < 10; seed++) {
      var split = Splits.split(labels, open, Optional.of(speakers), seed);
      for (int[] part : List.of(split.validation(), split.test())) {
        double share = part.length / 535.0;
        assertTrue(share > 0.05 && share < 0.16, "seed " + seed + ": share " + share);
      }
      for (int[] part : List.of(split.train(), split.test())) {
        long classes = IntStream.of(part).map(row -> labels[row]).distinct().count();
        assertTrue(classes >= 6, "seed " + seed + ": " + classes + " classes");
      }
      var held = IntStream.of(split.test()).mapToObj(speakers::get).distinct().toList();
      assertTrue(IntStream.of(split.train()).noneMatch(row -> held.contains(speakers.get(row))));
    }
  }

  @ParameterizedTest
  @CsvSource({"cora,2708,1433,49216,7,140,5278", "citeseer,3327,3703,105165,6,120,4552"})
  void citationGraphs(
      String name, int nodes, int columns, int entries, int classes, int train, int edges)
      throws IOException {
    var graph = GraphFile.read(SharedData.path("graphs/" + name));
    assertEquals(nodes, graph.nodes());
    assertEquals(columns, graph.columns());
    assertEquals(entries, sum(graph.features().entryValues()));
    assertEquals(classes, graph.classes());
    assertEquals(train, Collections.frequency(graph.split(), Part.TRAIN));
    assertEquals(500, Collections.frequency(graph.split(), Part.VALIDATION));
    assertEquals(1000, Collections.frequency(graph.split(), Part.TEST));
    assertEquals(edges, graph.edgeSources().length);
  }
}
