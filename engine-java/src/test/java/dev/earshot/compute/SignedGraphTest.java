package dev.earshot.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class SignedGraphTest {
  /** Edges 0 - 1 with +1 and 1 - 2 with -1. The edge 1 - 0 with -1 is replaced by the +1. */
  private static SignedGraph path() {
    SignedGraph graph = new SignedGraph();
    graph.clear(3);
    graph.add(0, 1, 1);
    graph.add(1, 0, -1);
    graph.add(1, 2, -1);
    graph.symmetrize();
    return graph;
  }

  @Test
  void symmetricNormalisationWithAbsoluteDegrees() {
    SignedGraph graph = path();
    graph.normalize(Normalization.SYMMETRIC, 1);
    double a = 1 / Math.sqrt(6);
    assertArrayEquals(new double[] {0.5, a, 0, a, 1 / 3.0, -a, 0, -a, 0.5}, graph.toDense(), 1e-15);
  }

  @Test
  void rowNormalisationWithSelfWeight() {
    SignedGraph graph = path();
    graph.normalize(Normalization.ROW, 2);
    assertArrayEquals(
        new double[] {2 / 3.0, 1 / 3.0, 0, 0.25, 0.5, -0.25, 0, -1 / 3.0, 2 / 3.0},
        graph.toDense(),
        1e-15);
  }

  @Test
  void signedMeanOfTheNeighbours() {
    SignedGraph graph = path();
    graph.normalize(Normalization.NEIGHBOR_MEAN, 1);
    assertArrayEquals(new double[] {0, 1, 0, 0.5, 0, -0.5, 0, -1, 0}, graph.toDense(), 1e-15);
  }

  @Test
  void aReusedInstanceForgets() {
    SignedGraph graph = path();
    graph.normalize(Normalization.ROW, 1);
    graph.clear(2);
    graph.add(0, 1, 1);
    graph.normalize(Normalization.ROW, 1);
    assertArrayEquals(new double[] {0.5, 0.5, 0, 1}, graph.toDense(), 1e-15);
  }
}
