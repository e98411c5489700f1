package dev.earshot.graph;

import dev.earshot.Part;
import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.DropoutMask;
import dev.earshot.autodiff.PropagateDropped;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.Parameters;
import dev.earshot.nn.StepContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains one network on the nodes of one graph. A step is an epoch: a pass over all nodes with
 * dropout on features and hidden rows, the cross-entropy of the training nodes, the losses of the
 * tasks, and Adam. After each step the validation nodes are scored.
 */
final class NodeTrainer {
  private final GraphFile graph;
  private final GraphSettings settings;
  private final long seed;
  private final Indices step;
  private final Network network;
  private final Parameters parameters;
  private final Runnable learning;
  private final Map<String, Matrix> losses = new LinkedHashMap<>();
  private final Optional<GraphMix> mix;
  private final NodePass pass;
  private final float[] probabilities;

  /**
   * Prepares a training.
   *
   * @param graph the graph, with its nodes divided into parts
   * @param seed seed of the initial weights, of dropout and of the tasks
   */
  NodeTrainer(Backend backend, GraphFile graph, GraphSettings settings, long seed) {
    this.graph = graph;
    this.settings = settings;
    this.seed = seed;
    NodeData data = new NodeData(backend, graph, settings.model().normalisesEdges());
    step = backend.newIndices(1);
    network = settings.model().network(settings, graph.columns(), graph.classes());
    parameters = new Parameters(backend, network.shapes());
    parameters.initialise(seed);
    LearningState state = new LearningState(backend, parameters, 0);
    Tape tape = new Tape(backend);
    mix = layOut(tape, data);
    AdamSettings adam = AdamSettings.of(settings.learningRate(), 0);
    List<Tensor> decayed =
        network.shapes().stream()
            .filter(shape -> settings.model().decays(shape))
            .map(shape -> parameters.get(shape.name()))
            .toList();
    learning =
        backend.record(() -> {
          mix.ifPresent(GraphMix::makeTargets);
          tape.forward();
          tape.backward();
          for (Tensor weight : decayed) {
            backend.dense().add(settings.weightDecay(), weight.value(), 1, weight.gradient());
          }
          state.update(adam, step);
        });
    pass = new NodePass(backend, network, parameters, data);
    probabilities = new float[graph.nodes() * graph.classes()];
  }

  private Optional<GraphMix> layOut(Tape tape, NodeData data) {
    Backend backend = tape.backend();
    SparseMatrix words = data.words();
    // The features are used in sparse form alone.
    Tensor features = Tensor.constant(backend.newMatrix(0, data.columns()));
    StepContext context =
        new StepContext(tape, parameters, data.adjacency(), features, seed, step)
            .withSparse(data.sparse(words));
    NodeFeatures clean =
        network.project(
            tape,
            parameters,
            weight ->
                new PropagateDropped(
                    backend,
                    words,
                    data.words(),
                    new DropoutMask(settings.dropout(), context.random(Streams.INPUT_DROPOUT)),
                    weight));
    Tensor logits = network.classify(context, network.embedTraining(context, clean, 0));
    var loss = new ClassificationLoss(backend, logits, backend.indicesOf(labels()), 1, 0);
    losses.put("crossEntropy", tape.add(loss).output().value());
    for (SslTask task : settings.tasks()) {
      Tensor value = task.addTo(context, network, clean, scaled(task, data.meanSquare()));
      losses.put(task.label(), value.value());
    }
    if (settings.model() != GraphModel.GRAPHMIX) {
      return Optional.empty();
    }
    GraphMix added = new GraphMix(context, network, data, graph, settings.dropout());
    losses.putAll(added.losses());
    return Optional.of(added);
  }

  /** The settings of a task for features of this mean square. */
  private SslSettings scaled(SslTask task, double meanSquare) {
    SslSettings ssl = settings.ssl();
    double weight = task.reconstructs() ? ssl.weight() / meanSquare : ssl.weight();
    return new SslSettings(weight, ssl.noiseVariance() * meanSquare, ssl.fraction());
  }

  /** The classes of the training nodes, -1 for the others. */
  private int[] labels() {
    int[] labels = graph.labels().clone();
    for (int node = 0; node < labels.length; node++) {
      if (graph.split().get(node) != Part.TRAIN) {
        labels[node] = -1;
      }
    }
    return labels;
  }

  /**
   * Trains until {@link Stopping} says so, and takes the weights of the epoch with the best
   * validation accuracy.
   *
   * @throws InterruptedException if the thread is interrupted
   * @throws ArithmeticException if a loss is not a number
   */
  NodeRun train() throws InterruptedException {
    long begin = System.nanoTime();
    List<NodeEpoch> log = new ArrayList<>();
    float[] weights = new float[parameters.size()];
    float[] best = new float[0];
    NodeEpoch bestEpoch = new NodeEpoch(0, Map.of(), 0, -1, 0);
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException("the training was stopped");
      }
      step.write(log.size());
      mix.ifPresent(added -> added.ramp(log.size()));
      learning.run();
      NodeEpoch epoch = score(log.size() + 1, begin);
      log.add(epoch);
      if (epoch.isBetterThan(bestEpoch)) {
        bestEpoch = epoch;
        parameters.values().read(weights);
        best = probabilities.clone();
      }
    } while (!settings.stopping().endsAfter(log));
    NodeClassifier classifier =
        NodeClassifier.of(settings, graph.columns(), graph.classes(), network.shapes(), weights);
    return new NodeRun(seed, graph, classifier, best, bestEpoch.epoch(), log);
  }

  private NodeEpoch score(int number, long begin) {
    Map<String, Double> values = new LinkedHashMap<>();
    losses.forEach((name, value) -> values.put(name, value.toArray()[0]));
    pass.run(probabilities);
    double loss = 0;
    int right = 0;
    int count = 0;
    int classes = graph.classes();
    for (int node = 0; node < graph.nodes(); node++) {
      if (graph.split().get(node) == Part.VALIDATION) {
        int label = graph.labels()[node];
        // The least float above 0 keeps the loss finite.
        loss -= Math.log(Math.max(probabilities[node * classes + label], Float.MIN_VALUE));
        right += NodeRun.mostProbable(probabilities, node, classes) == label ? 1 : 0;
        count++;
      }
    }
    values.put("validation", loss / count);
    for (Map.Entry<String, Double> value : values.entrySet()) {
      if (!Double.isFinite(value.getValue())) {
        throw new ArithmeticException(
            "seed %s, epoch %s: the %s loss is %s; a smaller weight of the tasks may help"
                .formatted(seed, number, value.getKey(), value.getValue()));
      }
    }
    values.remove("validation");
    double seconds = (System.nanoTime() - begin) * 1e-9;
    return new NodeEpoch(number, values, loss / count, (double) right / count, seconds);
  }
}
