package dev.earshot.bench.peers;

import dev.earshot.Dataset;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Standardizer;
import dev.earshot.format.NdArray;
import dev.earshot.format.Npz;
import dev.earshot.format.NumberArray;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.Subgraph;
import dev.earshot.method.SubgraphEdges;
import dev.earshot.method.SubgraphSampler;
import dev.earshot.method.TrainingSetup;
import dev.earshot.method.TrainingStep;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The training step of recipe {@code paper} over one subgraph with given nodes and edges: both
 * passes, the tasks' random corruptions, and Adam. Arguments: setting, tasks, output folder.
 */
public final class StepWork {
  private static final int ROWS = 600;
  private static final int LABELLED_EACH = 10;
  private static final int CHECKED_STEPS = 3;
  private static final long SEED = 0;

  private StepWork() {}

  public static void main(String[] args) throws IOException {
    Setting setting = Setting.named(args[0]);
    RecipeSettings recipe = RecipeSettings.named("paper").withTasks(Setting.tasks(args[1]));
    Path folder = Path.of(args[2]);
    Backend backend = Backends.choose("simd").provider().open();

    Dataset data = setting.clips(ROWS * setting.classes());
    int[] everyRow = IntStream.range(0, data.rows()).toArray();
    float[] x = Standardizer.of(data, everyRow, recipe.clip()).apply(data.x());
    Matrix features = backend.newMatrix(data.rows(), data.columns());
    features.write(x);
    Subgraph subgraph = subgraph(setting, recipe, data);
    Network network =
        new Network(
            recipe.network(),
            setting.columns(),
            setting.classes(),
            SslTask.heads(recipe.tasks(), setting.columns()));
    Parameters parameters = new Parameters(backend, network.shapes());
    parameters.initialise(SEED);
    Map<String, NdArray> exchange = new LinkedHashMap<>(Exchange.weights(parameters));
    LearningState state = new LearningState(backend, parameters, recipe.optimizer().averageDecay());
    TrainingStep step =
        new TrainingStep(
            new TrainingSetup(backend, recipe, network, features, state, SEED),
            subgraph.size(),
            backend.newIndices(1));

    int nnz = describe(exchange, backend, recipe, features, subgraph);
    step.load(subgraph, 0);
    List<double[]> losses = new ArrayList<>();
    for (int number = 0; number < CHECKED_STEPS; number++) {
      step.learn(number);
      double[] values = new double[2 + recipe.tasks().size()];
      step.addLosses(values);
      losses.add(values);
    }
    exchange.put("losses", Exchange.rows(losses));
    Npz.write(folder.resolve("step.npz"), exchange);

    Map<String, Object> facts = new LinkedHashMap<>();
    long nodes = subgraph.size();
    StepCost.of(network, recipe.tasks(), nodes, nnz, (double) nodes * setting.columns())
        .addTo(facts);
    int[] number = {CHECKED_STEPS};
    Meter.serve(facts, () -> step.learn(number[0]++));
  }

  private static Subgraph subgraph(Setting setting, RecipeSettings recipe, Dataset data) {
    int[] known = Setting.hide(data.labels(), setting.classes(), LABELLED_EACH);
    int[][] labelled = new int[setting.classes()][];
    Arrays.setAll(labelled, c -> rowsOf(known, c));
    var sampler =
        new SubgraphSampler(
            SEED,
            labelled,
            rowsOf(known, -1),
            recipe.sampling().perClassOf(setting.classes()),
            recipe.sampling().unlabelled());
    Subgraph subgraph = new Subgraph(sampler.capacity());
    sampler.draw(0, 0, subgraph);
    return subgraph;
  }

  private static int[] rowsOf(int[] known, int label) {
    return IntStream.range(0, known.length).filter(i -> known[i] == label).toArray();
  }

  /** Adds the arrays that the peer needs to take the same steps. Returns the adjacency's nnz. */
  private static int describe(
      Map<String, NdArray> exchange,
      Backend backend,
      RecipeSettings recipe,
      Matrix features,
      Subgraph subgraph) {
    int n = subgraph.size();
    Indices nodes = backend.indicesOf(Arrays.copyOf(subgraph.nodes(), n));
    Indices labels = backend.indicesOf(Arrays.copyOf(subgraph.labels(), n));
    Matrix z = backend.newMatrix(n, features.columns());
    backend.corruption().gatherRows(features, nodes, z);
    var edges = new SubgraphEdges(backend, recipe.edges(), n, SEED);
    double[] adjacency = edges.link(z, labels, 0).toDense();
    exchange.put("z", Exchange.matrix(z));
    exchange.put("labels", NumberArray.of(labels.toArray(), n));
    exchange.put("adjacency", NumberArray.of(adjacency, n, n));
    exchange.putAll(Corruptions.of(backend, recipe.ssl(), recipe.tasks(), z, SEED, CHECKED_STEPS));
    return (int) Arrays.stream(adjacency).filter(value -> value != 0).count();
  }
}
