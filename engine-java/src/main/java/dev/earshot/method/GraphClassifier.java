package dev.earshot.method;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.Standardizer;
import dev.earshot.format.NumberArray;
import dev.earshot.learner.Classifier;
import dev.earshot.learner.ClassifierStore;
import dev.earshot.learner.ReadyClassifier;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.Network;
import dev.earshot.nn.ParameterShape;
import dev.earshot.nn.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained graph network, with everything that it needs to classify clips. It joins them to
 * subgraphs of training clips (section III.D). It is immutable, and several threads may use it at
 * once.
 *
 * @param settings everything that describes the classifier except its numbers
 * @param standardizer the training set's column statistics
 * @param weights the network's parameters by name, row-major
 * @param contexts the sets of training nodes that clips are joined to; probabilities are averaged
 *     over the contexts
 */
public record GraphClassifier(
    GraphClassifierSettings settings,
    Standardizer standardizer,
    Map<String, float[]> weights,
    List<Context> contexts)
    implements Classifier {
  /** The name under which {@link #read} is registered. */
  public static final String KIND = "graph";

  /** The fewest clips for one thread: with fewer, starting a thread costs more than it gains. */
  private static final int SMALLEST_SHARE = 256;

  /**
   * @throws IllegalArgumentException if a parameter is missing, of another size or not finite, or
   *     the standardisation or a context does not fit
   */
  public GraphClassifier {
    weights = Map.copyOf(weights);
    contexts = List.copyOf(contexts);
    Checks.require(!contexts.isEmpty(), "a model needs a context");
    for (ParameterShape shape : network(settings).shapes()) {
      float[] values = weights.get(shape.name());
      Checks.require(values != null, "the model lacks parameter %s", shape.name());
      Checks.require(
          values.length == shape.size(),
          "parameter %s has %s values, expected %s",
          shape.name(),
          values.length,
          shape.size());
      Checks.finite(values, "parameter " + shape.name());
    }
    int columns = settings.columns();
    Checks.require(
        standardizer.mean().length == columns,
        "the standardisation is of %s columns, expected %s",
        standardizer.mean().length,
        columns);
    for (Context context : contexts) {
      Checks.require(
          context.columns() == columns,
          "a context has %s columns, expected %s",
          context.columns(),
          columns);
      Checks.require(
          context.edges().length / 3 <= settings.edges().capacity(context.size()),
          "a context of %s nodes has %s edges",
          context.size(),
          context.edges().length / 3);
      for (int label : context.labels()) {
        Checks.require(
            label >= -1 && label < settings.classes(),
            "a context's node has class %s of %s",
            label,
            settings.classes());
      }
    }
  }

  @Override
  public int columns() {
    return settings.columns();
  }

  @Override
  public int classes() {
    return settings.classes();
  }

  @Override
  public float[] probabilities(float[] x, Backend backend) {
    return probabilities(FeatureMap.plain(columns()), x, backend);
  }

  /** Applies the map in the backend's memory. */
  @Override
  public float[] probabilities(FeatureMap map, float[] x, Backend backend) {
    int n = x.length / settings.columns();
    float[] probabilities = new float[n * settings.classes()];
    inParts(
        n,
        map,
        backend,
        (classifier, from, to) -> classifier.classify(contexts, x, from, to, probabilities));
    return probabilities;
  }

  @Override
  public ReadyClassifier on(FeatureMap map, int rows, Backend backend) {
    ContextClassifier ready = classifier(rows, map, backend);
    ready.join(contexts);
    return x -> {
      int n = x.length / settings.columns();
      float[] probabilities = new float[n * settings.classes()];
      ready.classify(x, 0, n, probabilities);
      return probabilities;
    };
  }

  @Override
  public int hiddenLayers() {
    return settings.network().layers();
  }

  /** Whether its hidden layers use the edges. */
  public boolean usesGraph() {
    return settings.network().layer() != LayerKind.DENSE;
  }

  @Override
  public int parameters() {
    return ParameterShape.sum(network(settings).shapes());
  }

  /** The rows of the last hidden layer, averaged over the contexts. */
  @Override
  public float[] embed(FeatureMap map, float[] x, Backend backend) {
    int n = x.length / settings.columns();
    boolean deep = settings.network().layers() > 0;
    float[] rows = new float[n * (deep ? settings.network().width() : settings.columns())];
    inParts(
        n, map, backend, (classifier, from, to) -> classifier.embed(contexts, x, from, to, rows));
    return rows;
  }

  /** Work on the clips {@code from .. to - 1}. */
  private interface Pass {
    void run(ContextClassifier classifier, int from, int to);
  }

  private void inParts(int clips, FeatureMap map, Backend backend, Pass pass) {
    backend.split(
        clips,
        SMALLEST_SHARE,
        (from, to, own) -> pass.run(classifier(to - from, map, own), from, to));
  }

  private ContextClassifier classifier(int clips, FeatureMap map, Backend backend) {
    Network network = network(settings);
    Parameters parameters = new Parameters(backend, network.shapes());
    for (ParameterShape shape : network.shapes()) {
      parameters.get(shape.name()).value().write(weights.get(shape.name()));
    }
    int batches = Math.max(1, Math.ceilDiv(clips, backend.rowsAtATime()));
    return new ContextClassifier(
        backend,
        new ReadyNetwork(network, parameters, new ClipSpace(map, standardizer), settings.classes()),
        settings.edges(),
        settings.inference(),
        contexts.stream().mapToInt(Context::size).max().orElseThrow(),
        Math.ceilDiv(clips, batches),
        settings.seed());
  }

  /** The network that these settings describe, without the heads of the self-supervised tasks. */
  public static Network network(GraphClassifierSettings settings) {
    return new Network(settings.network(), settings.columns(), settings.classes());
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ClassifierStore store) {
    store.put(settings);
    for (ParameterShape shape : network(settings).shapes()) {
      store.put(
          shape.name(), NumberArray.of(weights.get(shape.name()), shape.rows(), shape.columns()));
    }
    store.put("standardizer", standardizer);
    for (int k = 0; k < contexts.size(); k++) {
      contexts.get(k).write(store.part("context" + k));
    }
  }

  /** Reads a classifier that {@link #write} wrote. */
  public static GraphClassifier read(ClassifierStore store) {
    return read(store, store.settings(GraphClassifierSettings.class));
  }

  /** Reads the tensors of a graph classifier whose settings are known. */
  public static GraphClassifier read(ClassifierStore store, GraphClassifierSettings settings) {
    Map<String, float[]> weights = new HashMap<>();
    for (ParameterShape shape : network(settings).shapes()) {
      weights.put(shape.name(), store.tensor(shape.name()).toFloats());
    }
    List<Context> contexts = new ArrayList<>();
    for (int k = 0; store.has("context" + k + ".x"); k++) {
      contexts.add(Context.read(store.part("context" + k), settings.columns()));
    }
    return new GraphClassifier(
        settings, store.standardizer("standardizer", settings.clip()), weights, contexts);
  }
}
