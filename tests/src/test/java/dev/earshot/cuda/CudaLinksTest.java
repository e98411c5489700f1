package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.Attention;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.method.SubgraphEdges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edges made on the device against those that the engine makes on the host. */
class CudaLinksTest extends AgainstReference {
  private static final long SEED = 5;
  private static final int D = 6;

  static Stream<EdgeSettings> rules() {
    List<EdgeSettings> rules = new ArrayList<>();
    for (Normalization normalization : Normalization.values()) {
      for (double blindShare : new double[] {0, 0.4, 1}) {
        rules.add(new EdgeSettings(2, true, true, blindShare, normalization, 1));
        rules.add(new EdgeSettings(3, false, false, blindShare, normalization, 0.5));
      }
    }
    return rules.stream();
  }

  /** Around what one block does; large ones of two rules only, for time's sake. */
  private static int[] sizes(EdgeSettings rule) {
    boolean large = rule.normalization() == Normalization.SYMMETRIC && rule.blindShare() == 0.4;
    return large ? new int[] {1, 2, 7, 53, 71, 128, 129, 292} : new int[] {1, 2, 7, 53, 71};
  }

  /** Both forms, to the float: the products with unit vectors are the matrix. */
  @ParameterizedTest
  @MethodSource("rules")
  void equalThoseOfTheHost(EdgeSettings rule) {
    for (int n : sizes(rule)) {
      Graph graph = new Graph(n, rule);
      for (int step = 0; step < 2; step++) {
        graph.step.write(step);
        graph.onDevice();
        SparseMatrix expected = graph.onHost(step);
        assertEquals(expected.nnz(), graph.adjacency.nnz());
        assertArrayEquals(dense(expected, n, false), dense(graph.adjacency, n, false));
        assertArrayEquals(dense(expected, n, true), dense(graph.adjacency, n, true));
        assertArrayEquals(attended(expected, n), attended(graph.adjacency, n));
      }
    }
  }

  /** From node ids to edges without the host: what a replay finds follows the step and the data. */
  @ParameterizedTest
  @ValueSource(ints = {53, 140})
  void canBeRecorded(int n) {
    EdgeSettings rule = new EdgeSettings(2, true, true, 0.4, Normalization.SYMMETRIC, 1);
    Graph graph = new Graph(n, rule);
    Runnable replay = cuda.record(graph::onDevice);
    for (int step = 0; step < 3; step++) {
      graph.step.write(step);
      graph.x.write(values(n * D, 100 + step));
      replay.run();
      assertArrayEquals(dense(graph.onHost(step), n, false), dense(graph.adjacency, n, false));
    }
  }

  /**
   * Recorded, search and edges are one launch, which compares in single precision first: that shows
   * nowhere, even where distances are equal, nearly equal, or too large for a float.
   */
  @ParameterizedTest
  @ValueSource(strings = {"apart", "equal", "nearly equal", "too large", "alike"})
  void recordedSearchesAreExact(String kind) {
    for (double blindShare : new double[] {0, 0.4, 1}) {
      var rule = new EdgeSettings(3, true, false, blindShare, Normalization.SYMMETRIC, 1);
      for (int n : new int[] {1, 2, 7, 53, 128}) {
        Graph graph = new Graph(n, rule);
        double[] x = values(n * D, 8);
        Arrays.setAll(x, i -> of(kind, x[i]));
        graph.x.write(x);
        cuda.record(graph::onDevice).run();
        SparseMatrix expected = graph.onHost(0);
        assertEquals(expected.nnz(), graph.adjacency.nnz(), () -> kind + " " + n);
        assertArrayEquals(dense(expected, n, false), dense(graph.adjacency, n, false));
        assertArrayEquals(dense(expected, n, true), dense(graph.adjacency, n, true));
      }
    }
  }

  private static double of(String kind, double value) {
    return switch (kind) {
      case "apart" -> value;
      case "equal" -> value < 0 ? -1 : 1;
      case "nearly equal" -> 1000 + (value < 0 ? 0 : 1) + Math.round(4 * value) * 0x1p-14;
      case "too large" -> value * 1e30;
      case "alike" -> 5;
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /**
   * What a recorded search leaves is what it leaves by itself, though edges follow in its launch.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 53, 128})
  void recordedSearchesLeaveTheirNeighbors(int n) {
    agreeExactly(backend -> {
      Matrix x = backend.matrixOf(n, 70, values(n * 70, 3));
      Indices labels = backend.indicesOf(integers(n, -1, 3, 4));
      Indices all = backend.newIndices(3 * n);
      Indices nearest = all.slice(0, 2 * n);
      Indices farthest = all.slice(2 * n, n);
      EdgeSettings rule = new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1);
      SparseMatrix adjacency = backend.newSparseMatrix(n, n, rule.capacity(n));
      var random = new RandomSource(SEED, Streams.BLIND_CHOICE, backend.newIndices(1));
      backend
          .record(() -> {
            backend.neighbors().neighbors(x, labels, 2, nearest, farthest);
            backend.graphs().link(rule, nearest, nearest, farthest, random, adjacency);
          })
          .run();
      return all;
    });
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 140})
  void tooManyEntriesAreReported(int n) {
    EdgeSettings rule = new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1);
    Graph graph = new Graph(n, rule, 30);
    graph.onDevice();
    String message =
        assertThrows(IllegalArgumentException.class, graph.adjacency::nnz).getMessage();
    assertTrue(message.contains("capacity"), message);
    assertEquals(0, graph.adjacency.nnz());
  }

  private double[] dense(SparseMatrix matrix, int n, boolean transposed) {
    double[] unit = new double[n * n];
    for (int i = 0; i < n; i++) {
      unit[i * n + i] = 1;
    }
    Matrix identity = cuda.matrixOf(n, n, unit);
    Matrix product = cuda.newMatrix(n, n);
    if (transposed) {
      cuda.sparse().propagateTransposed(matrix, identity, 0, product);
    } else {
      cuda.sparse().propagate(matrix, identity, Epilogue.NONE, product);
    }
    return product.toArray();
  }

  /** A gradient through attention, which looks entries of the transpose up in the matrix. */
  private double[] attended(SparseMatrix graph, int n) {
    int width = 4;
    Matrix x = cuda.matrixOf(n, width, values(n * width, 1));
    Matrix vectors = cuda.matrixOf(2, width, values(2 * width, 2));
    Matrix scores = cuda.newMatrix(n, 4);
    Matrix attention = cuda.newMatrix(graph.capacity(), 2);
    Matrix y = cuda.newMatrix(n, width);
    Attention both = new Attention(graph, x, vectors, 0.2, scores, attention, Optional.empty());
    cuda.sparse().attend(both, Epilogue.NONE, y);
    Matrix gradient = cuda.newMatrix(n, width);
    Matrix vectorsGradient = cuda.newMatrix(2, width);
    cuda.sparse().attendBackward(both, y, 0, gradient, 0, vectorsGradient);
    return gradient.toArray();
  }

  /** A third of the nodes has no label, the others one of three. */
  private final class Graph {
    private final EdgeSettings rule;
    private final int n;
    private final Matrix x;
    private final Indices labels;
    private final Indices step = cuda.newIndices(1);
    private final SparseMatrix adjacency;
    private final SubgraphEdges edges;

    Graph(int n, EdgeSettings rule) {
      this(n, rule, rule.capacity(n));
    }

    Graph(int n, EdgeSettings rule, int capacity) {
      this.n = n;
      this.rule = rule;
      x = cuda.matrixOf(n, D, values(n * D, n));
      int[] classes = new int[n];
      Arrays.setAll(classes, i -> i < 2 * n / 3 ? i % 3 : -1);
      labels = cuda.indicesOf(classes);
      edges = new SubgraphEdges(cuda, rule, n, SEED);
      adjacency = cuda.newSparseMatrix(n, n, capacity);
    }

    SparseMatrix onHost(int number) {
      SparseMatrix matrix = cuda.newSparseMatrix(n, n, rule.capacity(n));
      new SubgraphEdges(cuda, rule, n, SEED).link(x, labels, number).writeTo(matrix);
      return matrix;
    }

    void onDevice() {
      edges.link(x, labels, new RandomSource(SEED, Streams.BLIND_CHOICE, step), adjacency);
    }
  }
}
