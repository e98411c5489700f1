package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

/**
 * Points on a line at 0, 1, 3, 7 (class 0: a, b, c; class 1: d) and an unlabelled one at 2.5.
 * Expected values are worked out by hand.
 */
class SubgraphEdgesTest {
  private final Backend backend = ReferenceBackend.open();
  private final Matrix x = backend.matrixOf(5, 1, 0, 1, 3, 7, 2.5);
  private final int[] labels = {0, 0, 0, 1, -1};

  private String edges(EdgeSettings settings) {
    SignedGraph graph =
        new SubgraphEdges(backend, settings, 5, 1).link(x, backend.indicesOf(labels), 0);
    StringBuilder found = new StringBuilder();
    for (int e = 0; e < graph.edgeCount(); e++) {
      found
          .append(graph.edgeRow(e))
          .append(graph.edgeSign(e) > 0 ? '+' : '-')
          .append(graph.edgeColumn(e))
          .append(' ');
    }
    return found.toString().trim();
  }

  @Test
  void thePapersRule() {
    // Node 3 is the only one of its class and has no +1 edge. The unlabelled node may join to all
    // nodes.
    assertEquals(
        "0+1 0+2 0-3 1+0 1+2 1-3 2+1 2+0 2-3 3-0 4+2 4+1 4-3",
        edges(new EdgeSettings(2, true, false, 0, Normalization.SYMMETRIC, 1)));
  }

  @Test
  void labelBlind() {
    assertEquals(
        "0+1 1+0 2+4 3+2 4+2", edges(new EdgeSettings(1, false, false, 1, Normalization.ROW, 4)));
  }

  @Test
  void symmetricAddsTheReverse() {
    assertEquals(
        "0+1 1+0 2+4 3+2 4+2 1+0 0+1 4+2 2+3 2+4",
        edges(new EdgeSettings(1, false, true, 1, Normalization.ROW, 4)));
  }

  @Test
  void tiesGoToTheLowerIndex() {
    Matrix square = backend.matrixOf(4, 2, 0, 0, 1, 0, 0, 1, 1, 1);
    SignedGraph graph =
        new SubgraphEdges(backend, new EdgeSettings(1, true, false, 0, Normalization.ROW, 1), 4, 1)
            .link(square, backend.indicesOf(-1, -1, -1, -1), 0);
    assertEquals(1, graph.edgeColumn(0));
    assertEquals(3, graph.edgeColumn(1));
    assertEquals(0, graph.edgeColumn(2));
    assertEquals(2, graph.edgeColumn(3));
  }
}
