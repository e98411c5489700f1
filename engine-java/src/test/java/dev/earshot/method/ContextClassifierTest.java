package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.earshot.Dataset;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.data.Standardizer;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextClassifierTest {
  private static final int D = 3;
  private static final int CLASSES = 4;
  private static final int WIDTH = 5;
  private static final ClipSpace AS_IT_IS =
      ClipSpace.of(new Standardizer(new double[D], new double[] {1, 1, 1}, 0));
  private final Backend backend = ReferenceBackend.open();
  private final Network network =
      new Network(new NetworkSettings(LayerKind.GCN, LayerKind.GCN, 2, WIDTH, 0.5), D, CLASSES);
  private final Parameters parameters = parameters();

  /** Six nodes; the last edge is negative. */
  private final Context context =
      new Context(
          D,
          random(6 * D, 1),
          new int[] {0, 1, 2, 3, 0, 1},
          new int[] {0, 0, 0, 0, 1, 1},
          new int[] {0, 4, 1, 4, 0, 1, 1, 5, 1, 5, 1, 1, 2, 3, 1, 3, 0, -1});

  private Parameters parameters() {
    Parameters drawn = new Parameters(backend, network.shapes());
    drawn.initialise(5);
    drawn.get("conv1.bias").value().write(new double[] {0.1, -0.2, 0.3, 0.2, -0.1});
    drawn.get("conv2.bias").value().write(new double[] {0.2, 0.1, -0.3, 0.4, 0.1});
    drawn.get("classifier.bias").value().write(new double[] {0.1, 0.2, 0.3, -0.4});
    return drawn;
  }

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private ContextClassifier classifier(
      InferenceSettings inference, Normalization normalization, int capacity, int batch) {
    EdgeSettings edges = new EdgeSettings(2, true, true, 0, normalization, 1);
    return new ContextClassifier(
        backend,
        new ReadyNetwork(network, parameters, AS_IT_IS, CLASSES),
        edges,
        inference,
        capacity,
        batch,
        9);
  }

  private static InferenceSettings settings(Inference mode, int edges) {
    return new InferenceSettings(mode, edges, 0.9, edges, 1, 2);
  }

  private static float[] classify(ContextClassifier classifier, Context context, float[] x) {
    float[] probabilities = new float[x.length / D * CLASSES];
    classifier.classify(context, x, probabilities);
    return probabilities;
  }

  @ParameterizedTest
  @EnumSource(Inference.class)
  void clipsDoNotDisturbEachOther(Inference mode) {
    float[] x = random(7 * D, 2);
    InferenceSettings inference = settings(mode, 3);
    float[] together = classify(classifier(inference, Normalization.SYMMETRIC, 6, 7), context, x);
    // In batches of three clips the last batch is not full, and some capacity stays unused.
    float[] inBatches = classify(classifier(inference, Normalization.SYMMETRIC, 9, 3), context, x);
    assertArrayEquals(together, inBatches);
    ContextClassifier single = classifier(inference, Normalization.SYMMETRIC, 6, 1);
    for (int clip = 6; clip >= 0; clip--) {
      float[] alone = classify(single, context, Arrays.copyOfRange(x, clip * D, clip * D + D));
      assertArrayEquals(Arrays.copyOfRange(together, clip * CLASSES, (clip + 1) * CLASSES), alone);
    }
    for (int clip = 0; clip < 7; clip++) {
      int row = clip * CLASSES;
      assertEquals(
          1, IntStream.range(row, row + CLASSES).mapToDouble(i -> together[i]).sum(), 1e-6);
    }
  }

  @Test
  void withoutEdgesTheContextDoesNotMatter() {
    float[] x = random(2 * D, 3);
    Context none = new Context(D, new float[0], new int[0], new int[0], new int[0]);
    InferenceSettings inference = settings(Inference.NONE, 3);
    assertArrayEquals(
        classify(classifier(inference, Normalization.ROW, 0, 2), none, x),
        classify(classifier(inference, Normalization.ROW, 6, 2), context, x));
    float[] joined =
        classify(classifier(settings(Inference.KNN, 3), Normalization.ROW, 6, 2), context, x);
    assertFalse(
        Arrays.equals(
            joined, classify(classifier(inference, Normalization.ROW, 6, 2), context, x)));
  }

  /**
   * Compared with plain loops. They compute the context's rows without the clip, then the clip from
   * its own row and the rows of its two nearest nodes. If both agree, a clip does not change the
   * context's hidden rows.
   */
  @ParameterizedTest
  @EnumSource(
      value = Normalization.class,
      names = {"SYMMETRIC", "ROW"})
  void aClipReadsTheContextAndLeavesItAsItWas(Normalization normalization) {
    float[] x = random(4 * D, 4);
    ContextClassifier classifier = classifier(settings(Inference.KNN, 2), normalization, 6, 4);
    float[] found = classify(classifier, context, x);
    float[] embedded = new float[4 * WIDTH];
    classifier.embed(List.of(context), x, 0, 4, embedded);
    double[][] contextX = rows(context.x());
    double[][] adjacency = contextAdjacency(normalization);
    double[][] hidden1 = layer(adjacency, contextX, "conv1", true);
    double[][] hidden2 = layer(adjacency, hidden1, "conv2", true);
    for (int clip = 0; clip < 4; clip++) {
      double[] z = rows(x)[clip];
      int[] nearest = nearest(contextX, z);
      double[][] weights = new double[1][7];
      weights[0][6] = weight(normalization, 3, 3);
      for (int node : nearest) {
        weights[0][node] = weight(normalization, 3, contextDegrees()[node]);
      }
      double[] h1 = layer(weights, with(contextX, z), "conv1", true)[0];
      double[] h2 = layer(weights, with(hidden1, h1), "conv2", true)[0];
      for (int k = 0; k < WIDTH; k++) {
        assertEquals(h2[k], embedded[clip * WIDTH + k], 1e-6);
      }
      double[] logits = layer(weights, with(hidden2, h2), "classifier", false)[0];
      double sum = Arrays.stream(logits).map(Math::exp).sum();
      for (int c = 0; c < CLASSES; c++) {
        assertEquals(Math.exp(logits[c]) / sum, found[clip * CLASSES + c], 1e-6);
      }
    }
  }

  /**
   * The result equals one pass over a graph of the context's nodes, the clips and all their edges.
   */
  @ParameterizedTest
  @EnumSource(LayerKind.class)
  void everyKindOfLayerAgreesWithOneGraphOfAllNodes(LayerKind kind) {
    int clips = 5;
    float[] x = random(clips * D, 8);
    for (Normalization normalization : Normalization.values()) {
      for (LayerKind head : new LayerKind[] {kind, LayerKind.DENSE}) {
        Network of = new Network(new NetworkSettings(kind, head, 2, WIDTH, 0), D, CLASSES);
        Parameters drawn = new Parameters(backend, of.shapes());
        drawn.initialise(11);
        EdgeSettings edges = new EdgeSettings(2, true, true, 0, normalization, 1.5);
        var classifier =
            new ContextClassifier(
                backend,
                new ReadyNetwork(of, drawn, AS_IT_IS, CLASSES),
                edges,
                settings(Inference.KNN, 2),
                8,
                3,
                9);
        assertArrayEquals(
            overOneGraph(of, drawn, edges, x), classify(classifier, context, x), 1e-6f);
      }
    }
  }

  private float[] overOneGraph(Network of, Parameters drawn, EdgeSettings edges, float[] x) {
    int clips = x.length / D;
    int n = context.size() + clips;
    SignedGraph graph = new SignedGraph();
    graph.clear(n);
    for (int e = 0; e < context.edges().length; e += 3) {
      graph.add(context.edges()[e], context.edges()[e + 1], context.edges()[e + 2]);
    }
    for (int clip = 0; clip < clips; clip++) {
      for (int node : nearest(rows(context.x()), rows(x)[clip])) {
        graph.add(context.size() + clip, node, 1);
      }
    }
    graph.normalize(edges.normalization(), edges.selfWeight());
    SparseMatrix adjacency = backend.newSparseMatrix(n, n, edges.capacity(n));
    graph.writeTo(adjacency);
    Matrix features = backend.newMatrix(n, D);
    features.rowRange(0, context.size()).write(context.x());
    features.rowRange(context.size(), clips).write(x);
    Tape tape = new Tape(backend);
    Tensor h = of.embed(tape, drawn.frozen(), adjacency, Tensor.constant(features));
    Tensor logits = of.classify(tape, drawn.frozen(), adjacency, h);
    tape.forward();
    Matrix probabilities = backend.newMatrix(clips, CLASSES);
    backend.losses().softmax(logits.value().rowRange(context.size(), clips), probabilities);
    float[] found = new float[clips * CLASSES];
    probabilities.read(found);
    return found;
  }

  private static double weight(Normalization normalization, double degree, double otherDegree) {
    return normalization == Normalization.ROW ? 1 / degree : 1 / Math.sqrt(degree * otherDegree);
  }

  /** The degree of each node: 1 for itself plus the magnitudes of its edges. */
  private double[] contextDegrees() {
    double[] degrees = {1, 1, 1, 1, 1, 1};
    for (int e = 0; e < context.edges().length; e += 3) {
      degrees[context.edges()[e]]++;
    }
    return degrees;
  }

  private double[][] contextAdjacency(Normalization normalization) {
    double[] degrees = contextDegrees();
    double[][] adjacency = new double[6][6];
    for (int i = 0; i < 6; i++) {
      adjacency[i][i] = weight(normalization, degrees[i], degrees[i]);
    }
    int[] edges = context.edges();
    for (int e = 0; e < edges.length; e += 3) {
      adjacency[edges[e]][edges[e + 1]] =
          edges[e + 2] * weight(normalization, degrees[edges[e]], degrees[edges[e + 1]]);
    }
    return adjacency;
  }

  private static int[] nearest(double[][] nodes, double[] z) {
    return IntStream.range(0, nodes.length)
        .boxed()
        .sorted((a, b) -> Double.compare(distance(nodes[a], z), distance(nodes[b], z)))
        .mapToInt(i -> i)
        .limit(2)
        .toArray();
  }

  private static double distance(double[] a, double[] b) {
    return IntStream.range(0, D).mapToDouble(j -> (a[j] - b[j]) * (a[j] - b[j])).sum();
  }

  private static double[][] rows(float[] x) {
    double[][] rows = new double[x.length / D][D];
    for (int i = 0; i < x.length; i++) {
      rows[i / D][i % D] = x[i];
    }
    return rows;
  }

  private static double[][] with(double[][] rows, double[] last) {
    double[][] all = Arrays.copyOf(rows, rows.length + 1);
    all[rows.length] = last;
    return all;
  }

  /** {@code act(A x W + b)}. */
  private double[][] layer(double[][] a, double[][] x, String name, boolean relu) {
    double[] w = parameters.get(name + ".weight").value().toArray();
    double[] b = parameters.get(name + ".bias").value().toArray();
    double[][] y = new double[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int o = 0; o < b.length; o++) {
        double sum = b[o];
        for (int j = 0; j < x.length; j++) {
          for (int k = 0; k < x[j].length; k++) {
            sum += a[i][j] * x[j][k] * w[k * b.length + o];
          }
        }
        y[i][o] = relu ? Math.max(0, sum) : sum;
      }
    }
    return y;
  }

  /** A clip is joined to all nodes if there are fewer nodes than edges to draw. */
  @ParameterizedTest
  @ValueSource(ints = {7, 100})
  void moreEdgesThanNodes(int edges) {
    float[] x = random(2 * D, 5);
    float[] all =
        classify(classifier(settings(Inference.KNN, 6), Normalization.SYMMETRIC, 6, 2), context, x);
    for (Inference mode : new Inference[] {Inference.KNN, Inference.RANDOM}) {
      assertArrayEquals(
          all,
          classify(classifier(settings(mode, edges), Normalization.SYMMETRIC, 6, 2), context, x));
    }
  }

  /** Batches of two clips, the last with one. Results outside the range do not change. */
  @ParameterizedTest
  @EnumSource(Inference.class)
  void severalContextsGiveTheirMean(Inference mode) {
    int clips = 7;
    float[] x = random(clips * D, 6);
    Context other =
        new Context(
            D, random(3 * D, 7), new int[] {1, 2, 3}, new int[] {0, 1, 0}, new int[] {0, 1, 1});
    ContextClassifier classifier = classifier(settings(mode, 3), Normalization.ROW, 6, 2);
    float[] first = classify(classifier, context, x);
    float[] second = classify(classifier, other, x);
    float[] both = new float[clips * CLASSES];
    classifier.classify(List.of(context, other), x, 1, clips - 1, both);
    for (int i = 0; i < both.length; i++) {
      boolean inside = i >= CLASSES && i < (clips - 1) * CLASSES;
      assertEquals(inside ? (first[i] + second[i]) / 2 : 0, both[i], 1e-6, "element " + i);
    }
  }

  /**
   * The neighbours of raw clips are found in the network's feature space. The host and the backend
   * must give the same result.
   */
  @ParameterizedTest
  @EnumSource(Inference.class)
  void clipsAreTakenToTheNetworksSpace(Inference mode) {
    float[] raw = random(40 * D, 9);
    for (int i = 0; i < raw.length; i++) {
      raw[i] = i % D == 0 ? 5000 + raw[i] : i % D == 1 ? 300 * raw[i] : 7;
    }
    for (FeatureSpace in : FeatureSpace.values()) {
      int[] all = IntStream.range(0, 40).toArray();
      FeatureMap map = FeatureMap.of(in, table(raw), all);
      var space = new ClipSpace(map, Standardizer.of(table(map.apply(raw)), all, 1.5));
      EdgeSettings edges = new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1);
      InferenceSettings inference = settings(mode, 3);
      var fromRaw =
          new ContextClassifier(
              backend,
              new ReadyNetwork(network, parameters, space, CLASSES),
              edges,
              inference,
              6,
              7,
              9);
      float[] mapped = space.apply(raw);
      assertFalse(Arrays.equals(raw, mapped));
      assertArrayEquals(
          classify(classifier(inference, Normalization.SYMMETRIC, 6, 7), context, mapped),
          classify(fromRaw, context, raw),
          1e-5f);
    }
  }

  private static Dataset table(float[] x) {
    int rows = x.length / D;
    return Dataset.of(
        x,
        D,
        new int[rows],
        List.of("a"),
        IntStream.range(0, rows).mapToObj(Integer::toString).toList(),
        "npz");
  }

  @Test
  void aContextBeyondTheCapacityIsRefused() {
    ContextClassifier classifier = classifier(settings(Inference.KNN, 2), Normalization.ROW, 5, 2);
    assertThrows(IllegalArgumentException.class, () -> classify(classifier, context, random(D, 7)));
  }
}
