package dev.earshot.graph;

import dev.earshot.Part;
import dev.earshot.autodiff.Dropout;
import dev.earshot.autodiff.DropoutMask;
import dev.earshot.autodiff.Linear;
import dev.earshot.autodiff.MixRows;
import dev.earshot.autodiff.PropagateDropped;
import dev.earshot.autodiff.SoftClassificationLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.graph.file.GraphFile;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.Parameters;
import dev.earshot.nn.StepContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What GraphMix (Verma et al. 2021) adds to a graph convolutional network in training. A fully
 * connected network with the same weights, {@code relu(x W1 + b1) W2 + b2}, uses no edges. It
 * learns from nodes whose hidden rows and classes are mixed in pairs (manifold mixup, {@link
 * MixRows}):
 *
 * <pre>loss = CE(GCN, training nodes) + CE(mixed training nodes) + w(t) CE(mixed other nodes)</pre>
 *
 * The classes of the other nodes are pseudo-labels: the mean of the GCN's probabilities over
 * {@value #PASSES} passes with dropout, sharpened with temperature {@value #TEMPERATURE}. No
 * gradient passes through them. Their weight grows over the first {@value #RAMP} epochs as {@code
 * w(t) =} {@value #MOST_WEIGHT} {@code exp(-5 (1 - t / }{@value #RAMP}{@code )^2)}.
 */
final class GraphMix {
  private static final int PASSES = 10;
  private static final double TEMPERATURE = 0.1;
  private static final double MOST_WEIGHT = 1;
  private static final int RAMP = 300;

  /** The passes that make pseudo-labels are numbered from here, after those of any task. */
  private static final int FIRST_PASS = 64;

  private final Backend backend;
  private final Tape predictions;
  private final List<Matrix> logits = new ArrayList<>();
  private final Matrix probabilities;
  private final Matrix mean;
  private final Indices others;
  private final Matrix targets;
  private final Matrix weight;
  private final Map<String, Matrix> losses = new LinkedHashMap<>();

  /** Adds the losses of mixed nodes to the step's tape. */
  GraphMix(StepContext step, Network network, NodeData data, GraphFile graph, double dropout) {
    backend = step.tape().backend();
    predictions = new Tape(backend);
    layOutPseudoLabels(step, network, data, dropout);
    int classes = graph.classes();
    probabilities = backend.newMatrix(graph.nodes(), classes);
    mean = backend.newMatrix(graph.nodes(), classes);
    int[] labelled = nodes(graph, true);
    int[] rest = nodes(graph, false);
    others = backend.indicesOf(rest);
    targets = backend.newMatrix(rest.length, classes);
    weight = backend.newMatrix(1, 1);
    double[] known = new double[labelled.length * classes];
    for (int i = 0; i < labelled.length; i++) {
      known[i * classes + graph.labels()[labelled[i]]] = 1;
    }
    losses.put(
        "mixup",
        mixed(
            step,
            data,
            labelled,
            backend.matrixOf(labelled.length, classes, known),
            backend.matrixOf(1, 1, 1),
            dropout,
            Streams.MIXED_LABELS));
    losses.put(
        "consistency",
        mixed(step, data, rest, targets, weight, dropout, Streams.MIXED_PSEUDO_LABELS));
  }

  private static int[] nodes(GraphFile graph, boolean labelled) {
    return IntStream.range(0, graph.nodes())
        .filter(node -> (graph.split().get(node) == Part.TRAIN) == labelled)
        .toArray();
  }

  private void layOutPseudoLabels(
      StepContext step, Network network, NodeData data, double dropout) {
    Parameters fixed = step.parameters().frozen();
    StepContext own =
        new StepContext(
            predictions, fixed, step.adjacency(), step.features(), step.seed(), step.step());
    SparseMatrix words = data.words();
    SparseMatrix dropped = data.words();
    for (int k = 0; k < PASSES; k++) {
      var mask = new DropoutMask(dropout, step.random(Streams.PSEUDO_LABEL_DROPOUT + k));
      NodeFeatures projected =
          network.project(
              predictions,
              fixed,
              matrix -> new PropagateDropped(backend, words, dropped, mask, matrix));
      Tensor hidden = network.embedTraining(own, projected, FIRST_PASS + k);
      logits.add(network.classify(own, hidden).value());
    }
  }

  /** The loss of the fully connected network on some nodes, mixed with their targets. */
  private Matrix mixed(
      StepContext step,
      NodeData data,
      int[] nodes,
      Matrix wanted,
      Matrix lossWeight,
      double dropout,
      int stream) {
    Tape tape = step.tape();
    Parameters parameters = step.parameters();
    int dropoutStream = Streams.PSEUDO_LABEL_DROPOUT + PASSES + 2 * (stream - Streams.MIXED_LABELS);
    Tensor hidden =
        tape.add(
                new PropagateDropped(
                    backend,
                    data.words(nodes),
                    data.words(nodes),
                    new DropoutMask(dropout, step.random(dropoutStream)),
                    parameters.get("conv1.weight"),
                    parameters.get("conv1.bias"),
                    Activation.RELU))
            .output();
    MixRows mixedRows = tape.add(new MixRows(backend, hidden, step.random(stream)));
    Tensor mixedTargets =
        tape.add(new MixRows(backend, Tensor.constant(wanted), mixedRows)).output();
    Tensor kept =
        tape.add(new Dropout(backend, mixedRows.output(), dropout, step.random(dropoutStream + 1)))
            .output();
    Tensor scores =
        tape.add(
                new Linear(
                    backend,
                    kept,
                    parameters.get("classifier.weight"),
                    parameters.get("classifier.bias"),
                    Activation.NONE))
            .output();
    return tape.add(new SoftClassificationLoss(backend, scores, mixedTargets.value(), lossWeight))
        .output()
        .value();
  }

  /** The losses by name. */
  Map<String, Matrix> losses() {
    return losses;
  }

  /** Sets the weight of the pseudo-labels for an epoch, counted from 0. */
  void ramp(int epoch) {
    double missing = Math.max(0, 1 - (double) epoch / RAMP);
    weight.write(new double[] {MOST_WEIGHT * Math.exp(-5 * missing * missing)});
  }

  /** Makes the pseudo-labels of this step. It goes before the step's forward pass. */
  void makeTargets() {
    predictions.forward();
    for (int k = 0; k < PASSES; k++) {
      backend.losses().softmax(logits.get(k), probabilities);
      backend.dense().add(1.0 / PASSES, probabilities, k == 0 ? 0 : 1, mean);
    }
    backend.losses().sharpen(mean, TEMPERATURE, mean);
    backend.corruption().gatherRows(mean, others, targets);
  }
}
