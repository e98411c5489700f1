package dev.earshot.bench.peers;

import dev.earshot.Part;
import dev.earshot.autodiff.AddNoiseProduct;
import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.SparseFeatures;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.compute.backends.Backends;
import dev.earshot.format.CsrArrays;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.Parameters;
import dev.earshot.nn.StepContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A training step over a whole citation graph, with the network of Kipf and Welling and the losses
 * of recipe {@code paper}. The bag of words is sparse. Its dense form is the target of two tasks,
 * and denoise adds noise to it. Arguments: the graph's folder, tasks, output folder.
 */
public final class CitationWork {
  private static final int CHECKED_STEPS = 2;
  private static final long SEED = 0;

  /** The network of Kipf and Welling (2017). Tasks add their heads to it. */
  private static final NetworkSettings NETWORK =
      new NetworkSettings(LayerKind.GCN, LayerKind.GCN, 1, 16, 0);

  private final Backend backend;
  private final RecipeSettings recipe;
  private final Matrix features;
  private final SparseMatrix adjacency;
  private final Indices labels;
  private final Indices step;
  private final Network network;
  private final Parameters parameters;
  private final LearningState state;
  private final Tape tape;
  private final Runnable learning;
  private final List<Matrix> losses = new ArrayList<>();

  /** Sets up a step on a backend, with the losses of recipe {@code paper} and with these tasks. */
  public CitationWork(Backend backend, GraphFile graph, Set<SslTask> tasks) {
    this.backend = backend;
    recipe = RecipeSettings.named("paper").withTasks(tasks);
    step = backend.newIndices(1);
    tape = new Tape(backend);
    features = backend.newMatrix(graph.nodes(), graph.columns());
    features.write(dense(graph));
    adjacency = Links.of(graph).normalized(backend);
    labels = backend.indicesOf(trainingLabels(graph));
    network =
        new Network(
            NETWORK,
            graph.columns(),
            graph.classes(),
            SslTask.heads(recipe.tasks(), graph.columns()));
    parameters = new Parameters(backend, network.shapes());
    parameters.initialise(SEED);
    state = new LearningState(backend, parameters, recipe.optimizer().averageDecay());
    Tensor x = Tensor.constant(features);
    SparseFeatures words = words(graph);
    StepContext context =
        new StepContext(tape, parameters, adjacency, x, SEED, step).withSparse(words);
    NodeFeatures clean = network.project(tape, parameters, words.values());
    Tensor logits = network.classify(context, network.embedTraining(context, clean, 0));
    var loss = new ClassificationLoss(backend, logits, labels, 1, recipe.entropyWeight());
    losses.add(tape.add(loss).output().value());
    for (SslTask task : recipe.tasks()) {
      losses.add(task.addTo(context, network, clean, recipe.ssl()).value());
    }
    var settings = recipe.optimizer();
    AdamSettings adam = AdamSettings.of(settings.learningRate(), settings.weightDecay());
    learning =
        backend.record(() -> {
          tape.forward();
          tape.backward();
          state.update(adam, step);
        });
  }

  public static void main(String[] args) throws IOException {
    GraphFile graph = GraphFile.read(Path.of(args[0]));
    Backend backend = Backends.choose("simd").provider().open(Meter.threads());
    var work = new CitationWork(backend, graph, Setting.tasks(args[1]));
    Npz.write(Path.of(args[2]).resolve("citation.npz"), work.describe(graph));
    Map<String, Object> facts = new LinkedHashMap<>();
    // The first products are sparse, except that of denoise, which is counted as dense.
    StepCost.of(
            work.network,
            work.recipe.tasks(),
            graph.nodes(),
            work.adjacency.nnz(),
            graph.features().entryColumns().length)
        .addTo(facts);
    int[] number = {CHECKED_STEPS};
    Meter.serve(facts, () -> work.learn(number[0]++));
  }

  /** Takes step {@code number}. */
  public void learn(int number) {
    step.write(number);
    learning.run();
  }

  /** Takes the first steps, and returns the arrays that the peer needs to take the same steps. */
  private Map<String, NdArray> describe(GraphFile graph) {
    Map<String, NdArray> exchange = new LinkedHashMap<>(Exchange.weights(parameters));
    exchange.putAll(Exchange.graph(graph));
    exchange.put("labels", NumberArray.of(labels.toArray(), graph.nodes()));
    exchange.putAll(
        Corruptions.of(backend, recipe.ssl(), recipe.tasks(), features, SEED, CHECKED_STEPS));
    if (recipe.tasks().contains(SslTask.DENOISE)) {
      exchange.putAll(noisy());
    }
    List<double[]> rows = new ArrayList<>();
    for (int number = 0; number < CHECKED_STEPS; number++) {
      learn(number);
      rows.add(losses.stream().flatMapToDouble(m -> Arrays.stream(m.toArray())).toArray());
    }
    exchange.put("losses", Exchange.rows(rows));
    return exchange;
  }

  /** The features with the noise of the first steps: noise times the identity, added to them. */
  private Map<String, NdArray> noisy() {
    int d = features.columns();
    Matrix identity = backend.newMatrix(d, d);
    for (int j = 0; j < d; j++) {
      identity.slice(j * d + j, 1, 1).fill(1);
    }
    Tape adding = new Tape(backend);
    Matrix sum =
        adding
            .add(
                new AddNoiseProduct(
                    backend,
                    Tensor.constant(features),
                    Tensor.constant(identity),
                    new AddNoiseProduct.Noise(
                        d,
                        recipe.ssl().noiseVariance(),
                        new RandomSource(SEED, Streams.NOISY_COLUMNS, step),
                        new RandomSource(SEED, Streams.NOISE_BLOCKS, step)),
                    features.size()))
            .output()
            .value();
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    for (int number = 0; number < CHECKED_STEPS; number++) {
      step.write(number);
      adding.forward();
      arrays.put("noisy" + number, Exchange.matrix(sum));
    }
    return arrays;
  }

  private SparseFeatures words(GraphFile graph) {
    CsrArrays features = graph.features();
    int[] columns = features.entryColumns();
    SparseMatrix words = backend.newSparseMatrix(graph.nodes(), graph.columns(), columns.length);
    double[] values = new double[columns.length];
    Arrays.setAll(values, e -> features.entryValues()[e]);
    words.write(features.starts(), columns, values);
    double[] squares = new double[graph.nodes()];
    for (int node = 0; node < graph.nodes(); node++) {
      for (int e = features.starts()[node]; e < features.starts()[node + 1]; e++) {
        squares[node] += values[e] * values[e];
      }
    }
    return new SparseFeatures(words, backend.matrixOf(graph.nodes(), 1, squares));
  }

  private static float[] dense(GraphFile graph) {
    CsrArrays features = graph.features();
    float[] x = new float[graph.nodes() * graph.columns()];
    for (int node = 0; node < graph.nodes(); node++) {
      for (int e = features.starts()[node]; e < features.starts()[node + 1]; e++) {
        x[node * graph.columns() + features.entryColumns()[e]] = features.entryValues()[e];
      }
    }
    return x;
  }

  /** The labels of the training nodes, -1 for the others. */
  private static int[] trainingLabels(GraphFile graph) {
    int[] known = new int[graph.nodes()];
    Arrays.setAll(known, i -> graph.split().get(i) == Part.TRAIN ? graph.labels()[i] : -1);
    return known;
  }
}
