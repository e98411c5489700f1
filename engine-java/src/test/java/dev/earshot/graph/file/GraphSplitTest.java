package dev.earshot.graph.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.Part;
import dev.earshot.format.CsrArrays;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphSplitTest {
  /** Nodes of three classes in turn, without edges and features. */
  private static GraphFile graph(int nodes) {
    var labels = new int[nodes];
    Arrays.setAll(labels, i -> i % 3);
    return new GraphFile(
        new CsrArrays(nodes, 1, new int[nodes + 1], new int[0], new float[0]),
        labels,
        Collections.nCopies(nodes, Part.NONE),
        new int[0],
        new int[0]);
  }

  private static int count(GraphFile graph, Part part, int label) {
    int count = 0;
    for (int i = 0; i < graph.nodes(); i++) {
      count += graph.split().get(i) == part && graph.labels()[i] == label ? 1 : 0;
    }
    return count;
  }

  @Test
  void randomTakesNodesOfEachClass() {
    var split = GraphSplit.parse("random:5,7");
    var divided = split.divide(graph(60), "g", 1);
    for (int label = 0; label < 3; label++) {
      assertEquals(5, count(divided, Part.TRAIN, label));
      assertEquals(7, count(divided, Part.VALIDATION, label));
      assertEquals(8, count(divided, Part.TEST, label));
    }
    assertEquals(divided.split(), split.divide(graph(60), "g", 1).split());
    assertNotEquals(divided.split(), split.divide(graph(60), "g", 2).split());
  }

  @Test
  void planetoidHasItsSizes() {
    var divided = GraphSplit.parse("planetoid").divide(graph(3000), "g", 1);
    assertEquals(20, count(divided, Part.TRAIN, 2));
    assertEquals(500, Collections.frequency(divided.split(), Part.VALIDATION));
    assertEquals(1000, Collections.frequency(divided.split(), Part.TEST));
  }

  @Test
  void planetoidTakesTheSplitOfTheFiles() {
    var parts = List.of(Part.TRAIN, Part.TRAIN, Part.TRAIN, Part.VALIDATION, Part.TEST, Part.NONE);
    var given = graph(6).withSplit(parts);
    assertEquals(parts, GraphSplit.parse("planetoid").divide(given, "g", 1).split());
    var other = List.of(Part.TEST, Part.TRAIN, Part.TRAIN, Part.VALIDATION, Part.TEST, Part.NONE);
    refuse("planetoid", graph(6).withSplit(other), "class 0 has no training node");
    var untested = graph(6).withSplit(Collections.nCopies(6, Part.TRAIN));
    refuse("planetoid", untested, "no node for the part 'validation'");
  }

  @Test
  void refusesClassesThatAreTooSmall() {
    refuse("random:5,7", graph(38), "class 2 has 12 labelled nodes; this split needs at least 13");
    refuse("planetoid", graph(57), "class 0 has 19 labelled nodes");
  }

  private static void refuse(String split, GraphFile graph, String expected) {
    var parsed = GraphSplit.parse(split);
    var message =
        assertThrows(DataException.class, () -> parsed.divide(graph, "g", 1)).getMessage();
    assertTrue(message.startsWith("g: " + expected), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "random", "random:", "random:20", "random:0,5", "random:a,b", "public"})
  void refusesOtherWords(String text) {
    assertThrows(IllegalArgumentException.class, () -> GraphSplit.parse(text));
  }
}
