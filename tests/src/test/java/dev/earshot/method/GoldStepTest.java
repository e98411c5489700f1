package dev.earshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.earshot.SharedData;
import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.LogisticLoss;
import dev.earshot.autodiff.SquaredErrorLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.Normalization;
import dev.earshot.compute.SignedGraph;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.reference.ReferenceBackend;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.Parameters;
import dev.earshot.nn.StepContext;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One 53-node subgraph, its losses, gradients and three Adam steps as an independent float64
 * implementation computed them (DESIGN.md section 3; its loss trace holds all three tasks).
 */
class GoldStepTest {
  private static final double TOLERANCE = 1e-9;
  private static final Map<String, String> NAMES =
      Map.of(
          "c1",
          "conv1",
          "c2",
          "conv2",
          "cls",
          "classifier",
          "rec",
          "reconstruction",
          "shf",
          "shuffle");

  private final Backend backend = new ReferenceBackend();
  private JsonObject gold;
  private int n;
  private int d;
  private Tensor features;
  private Indices labels;
  private SparseMatrix adjacency;
  private Network network;
  private Parameters parameters;

  @BeforeEach
  void readGold() throws IOException {
    gold =
        JsonParser.parseString(Files.readString(SharedData.path("gold/method/step53.json")))
            .getAsJsonObject();
    n = gold.get("n").getAsInt();
    d = gold.get("d").getAsInt();
    features = Tensor.constant(backend.matrixOf(n, d, numbers("Z")));
    int[] all = new int[n];
    Arrays.fill(all, -1);
    double[] known = numbers("labels");
    for (int i = 0; i < known.length; i++) {
      all[i] = (int) known[i];
    }
    labels = backend.indicesOf(all);
    adjacency = backend.newSparseMatrix(n, n, n * n);
    paperGraph(numbers("A")).writeTo(adjacency);
    network =
        new Network(
            new NetworkSettings(LayerKind.GCN, LayerKind.GCN, 2, gold.get("hidden").getAsInt(), 0),
            d,
            gold.get("C").getAsInt(),
            SslTask.heads(EnumSet.allOf(SslTask.class), d));
    parameters = new Parameters(backend, network.shapes());
    gold.getAsJsonObject("params0")
        .entrySet()
        .forEach(e -> parameter(e.getKey()).value().write(ours(e.getKey(), e.getValue())));
  }

  @Test
  void normalisesTheSignedAdjacency() {
    assertArrayEquals(numbers("norm_abs"), paperGraph(numbers("A")).toDense(), TOLERANCE);
  }

  @Test
  void findsTheSameEdges() {
    EdgeSettings paper = new EdgeSettings(2, true, true, 0, Normalization.SYMMETRIC, 1);
    SignedGraph graph = new SubgraphEdges(backend, paper, n, 0).link(features.value(), labels, 0);
    assertArrayEquals(numbers("norm_abs"), graph.toDense(), TOLERANCE);
  }

  @Test
  void computesLogitsLossesAndGradients() {
    Tape tape = new Tape(backend);
    Tensor logits = classify(tape);
    Tensor classification =
        tape.add(new ClassificationLoss(backend, logits, labels, 1, 0.01)).output();
    Tensor denoise = reconstruct(tape, noisy(), everyRow(), 0.1);
    Tensor completion = reconstruct(tape, masked(), maskedRows(), 0.1);
    Tensor shuffle = shuffle(tape, 0.1);

    tape.forward();
    tape.backward();

    assertArrayEquals(numbers("logits"), logits.value().toArray(), TOLERANCE);
    JsonObject losses = gold.getAsJsonObject("losses");
    double[] values = classification.value().toArray();
    assertEquals(losses.get("ce_mean").getAsDouble(), values[0], TOLERANCE);
    assertEquals(losses.get("ent_mean").getAsDouble(), values[1], TOLERANCE);
    assertEquals(losses.get("denoise_mse").getAsDouble(), scalar(denoise), TOLERANCE);
    assertEquals(losses.get("completion_mse").getAsDouble(), scalar(completion), TOLERANCE);
    assertEquals(losses.get("shuffle_bce_all").getAsDouble(), scalar(shuffle), TOLERANCE);
    gold.getAsJsonObject("grads0")
        .entrySet()
        .forEach(e ->
            assertArrayEquals(
                ours(e.getKey(), e.getValue()),
                parameter(e.getKey()).gradient().toArray(),
                TOLERANCE,
                e.getKey()));
  }

  @Test
  void threeAdamStepsOfTheCompositeLoss() {
    Tape tape = new Tape(backend);
    Tensor classification =
        tape.add(new ClassificationLoss(backend, classify(tape), labels, 1, 0.01)).output();
    Tensor denoise = reconstruct(tape, noisy(), everyRow(), 0.1);
    Tensor completion = reconstruct(tape, masked(), maskedRows(), 0.1);
    Tensor shuffle = shuffle(tape, 0.1);
    Matrix mean = backend.newMatrix(1, parameters.size());
    Matrix variance = backend.newMatrix(1, parameters.size());
    Indices step = backend.newIndices(1);
    double[] trace = numbers("loss_trace");
    for (int t = 0; t < trace.length; t++) {
      step.write(t);
      tape.forward();
      double[] values = classification.value().toArray();
      double total =
          values[0]
              + 0.01 * values[1]
              + 0.1 * (scalar(denoise) + scalar(completion) + scalar(shuffle));
      assertEquals(trace[t], total, TOLERANCE, "step " + t);
      tape.backward();
      backend
          .optimizer()
          .adam(
              AdamSettings.of(1e-3, 0),
              parameters.values(),
              parameters.gradients(),
              mean,
              variance,
              step);
    }
    gold.getAsJsonObject("params3")
        .entrySet()
        .forEach(e ->
            assertArrayEquals(
                ours(e.getKey(), e.getValue()),
                parameter(e.getKey()).value().toArray(),
                TOLERANCE,
                e.getKey()));
  }

  private StepContext context(Tape tape) {
    return new StepContext(tape, parameters, adjacency, features, 0, backend.newIndices(1));
  }

  private Tensor classify(Tape tape) {
    Tensor h = network.embed(tape, parameters, adjacency, features);
    return network.classify(tape, parameters, adjacency, h);
  }

  private Tensor reconstruct(Tape tape, Tensor corrupted, Indices rows, double weight) {
    Tensor h = network.embed(tape, parameters, adjacency, corrupted);
    Tensor prediction = network.apply(SslTask.DENOISE.head(d), context(tape), h);
    return tape.add(new SquaredErrorLoss(backend, prediction, features.value(), rows, weight))
        .output();
  }

  private Tensor shuffle(Tape tape, double weight) {
    int[] source = Arrays.stream(numbers("shuffle_src")).mapToInt(v -> (int) v).toArray();
    int[] own = new int[n];
    Arrays.setAll(own, i -> source[i] == i ? 1 : 0);
    Matrix shuffled = backend.newMatrix(n, d);
    backend.corruption().gatherRows(features.value(), backend.indicesOf(source), shuffled);
    Tensor h = network.embed(tape, parameters, adjacency, Tensor.constant(shuffled));
    Tensor ownRow = network.apply(SslTask.SHUFFLE.head(d), context(tape), h);
    return tape.add(new LogisticLoss(backend, ownRow, backend.indicesOf(own), weight)).output();
  }

  private static double scalar(Tensor loss) {
    return loss.value().toArray()[0];
  }

  private Tensor noisy() {
    double[] noise = numbers("noise");
    double[] clean = features.value().toArray();
    Arrays.setAll(noise, i -> noise[i] + clean[i]);
    return Tensor.constant(backend.matrixOf(n, d, noise));
  }

  private Tensor masked() {
    Matrix result = backend.newMatrix(n, d);
    backend.corruption().maskRows(features.value(), maskedRows(), 0, result);
    return Tensor.constant(result);
  }

  private Indices maskedRows() {
    int[] mask = new int[n];
    for (double row : numbers("mask")) {
      mask[(int) row] = 1;
    }
    return backend.indicesOf(mask);
  }

  private Indices everyRow() {
    int[] mask = new int[n];
    Arrays.fill(mask, 1);
    return backend.indicesOf(mask);
  }

  private SignedGraph paperGraph(double[] signs) {
    SignedGraph graph = new SignedGraph();
    graph.clear(n);
    for (int e = 0; e < signs.length; e++) {
      if (signs[e] != 0) {
        graph.add(e / n, e % n, (int) signs[e]);
      }
    }
    graph.normalize(Normalization.SYMMETRIC, 1);
    return graph;
  }

  private Tensor parameter(String goldName) {
    String prefix = goldName.substring(0, goldName.indexOf('.'));
    String suffix = goldName.endsWith("bias") ? ".bias" : ".weight";
    return parameters.get(NAMES.get(prefix) + suffix);
  }

  /** The gold's weights stand out x in; ours stand in x out. */
  private double[] ours(String goldName, JsonElement element) {
    double[] flat = flatten(element.getAsJsonArray());
    if (goldName.endsWith("bias")) {
      return flat;
    }
    int outputs = element.getAsJsonArray().size();
    int inputs = flat.length / outputs;
    double[] transposed = new double[flat.length];
    for (int i = 0; i < flat.length; i++) {
      transposed[i % inputs * outputs + i / inputs] = flat[i];
    }
    return transposed;
  }

  private double[] numbers(String name) {
    return flatten(gold.getAsJsonArray(name));
  }

  private static double[] flatten(JsonArray array) {
    return array.asList().stream()
        .flatMapToDouble(e ->
            e.isJsonArray()
                ? Arrays.stream(flatten(e.getAsJsonArray()))
                : DoubleStream.of(e.getAsDouble()))
        .toArray();
  }
}
