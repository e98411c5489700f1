package dev.earshot.nn;

import dev.earshot.autodiff.Dropout;
import dev.earshot.autodiff.Operation;
import dev.earshot.autodiff.SparseFeatures;
import dev.earshot.autodiff.SparseReconstructionLoss.RowChoice;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Indices;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The paper's network (section III). It has hidden layers f that all tasks use, a head g' for the
 * classes, and a head g'' for each self-supervised task. Several tasks may use the same head.
 *
 * <p>The parameters' names begin with {@code conv1 ... convL}, with {@code classifier}, or with the
 * name of a head.
 */
public final class Network {
  private final double dropout;
  private final List<Layer> hidden;
  private final Layer classifier;
  private final Map<String, Layer> heads = new LinkedHashMap<>();

  /** A network without self-supervised heads. */
  public Network(NetworkSettings settings, int inputs, int classes) {
    this(settings, inputs, classes, List.of());
  }

  /**
   * A network with the heads of self-supervised tasks.
   *
   * @param settings its shape
   * @param inputs number of features of a node
   * @param classes number of classes
   * @param taskHeads the heads of the tasks; a head that is listed several times is built once
   */
  public Network(NetworkSettings settings, int inputs, int classes, List<Head> taskHeads) {
    this(
        hidden(settings, inputs),
        settings.head().layer("classifier", outputs(settings, inputs), classes),
        settings.dropout(),
        taskHeads,
        head -> settings.head().layer(head.name(), outputs(settings, inputs), head.outputs()));
  }

  /**
   * A network of layers that the caller has made. Their parameters' names differ.
   *
   * @param hidden the hidden layers; they get the activation ReLU, unless they have one of their
   *     own
   * @param classifier g'
   * @param dropout fraction of hidden values that are dropped in training
   * @param taskHeads the heads of the tasks; a head that is listed several times is built once
   * @param layerOf makes the layer of a head
   */
  public Network(
      List<Layer> hidden,
      Layer classifier,
      double dropout,
      List<Head> taskHeads,
      Function<Head, Layer> layerOf) {
    this.hidden = List.copyOf(hidden);
    this.classifier = classifier;
    this.dropout = dropout;
    taskHeads.forEach(head -> heads.computeIfAbsent(head.name(), _ -> layerOf.apply(head)));
  }

  private static List<Layer> hidden(NetworkSettings settings, int inputs) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= settings.layers(); l++) {
      int from = l == 1 ? inputs : settings.width();
      layers.add(settings.layer().layer("conv" + l, from, settings.width()));
    }
    return layers;
  }

  private static int outputs(NetworkSettings settings, int inputs) {
    return settings.layers() == 0 ? inputs : settings.width();
  }

  /** All parameters, in the order in which they are used. */
  public List<ParameterShape> shapes() {
    List<ParameterShape> shapes = new ArrayList<>();
    hidden.forEach(layer -> shapes.addAll(layer.shapes()));
    shapes.addAll(classifier.shapes());
    heads.values().forEach(layer -> shapes.addAll(layer.shapes()));
    return shapes;
  }

  /** Whether any layer uses the edges. */
  public boolean usesGraph() {
    return hidden.stream().anyMatch(Layer::mixesNodes) || classifier.mixesNodes();
  }

  /**
   * Computes what several passes have in common whose input rows are mostly the same. This is the
   * first hidden layer's projection of the features. Where a change reaches only part of a graph,
   * it is also the clean pass up to the second layer's projection. Without a hidden layer, the
   * features themselves are returned.
   */
  public NodeFeatures project(StepContext step) {
    Tape tape = step.tape();
    Parameters parameters = step.parameters();
    SparseMatrix adjacency = step.adjacency();
    if (hidden.isEmpty()) {
      return NodeFeatures.of(step.features());
    }
    NodeFeatures projected =
        NodeFeatures.projected(hidden.getFirst().project(tape, parameters, step.features()));
    if (!sharesSecondLayer() || !tape.backend().leavesOutZeroRows()) {
      return projected;
    }
    Tensor h = layer(0, tape, parameters, adjacency, projected.rows(), true);
    return projected.withSecond(hidden.get(1).project(tape, parameters, h));
  }

  /** With dropout this is false: each pass drops other values, so no two passes have equal rows. */
  private boolean sharesSecondLayer() {
    return hidden.size() > 1
        && dropout == 0
        && hidden.get(0).reachesByEdges()
        && hidden.get(1).reachesByEdges();
  }

  /**
   * The first hidden layer's projection of sparse features.
   *
   * @param x nodes x inputs
   * @throws IllegalArgumentException if the first layer does not begin with such a product
   * @throws java.util.NoSuchElementException if there is no hidden layer
   */
  public NodeFeatures project(Tape tape, Parameters parameters, SparseMatrix x) {
    return NodeFeatures.projected(hidden.getFirst().project(tape, parameters, x));
  }

  /**
   * The first hidden layer's projection by a product of the caller, such as one with dropout on
   * sparse features.
   *
   * @param product makes the product of the features with the layer's weights
   * @throws IllegalArgumentException if the first layer does not begin with such a product
   * @throws java.util.NoSuchElementException if there is no hidden layer
   */
  public NodeFeatures project(
      Tape tape, Parameters parameters, Function<Tensor, ? extends Operation> product) {
    Tensor weight = hidden.getFirst().projection(parameters);
    return NodeFeatures.projected(tape.add(product.apply(weight)).output());
  }

  /**
   * f in training, with dropout.
   *
   * @param features the input of this pass: clean or corrupted features
   * @param pass number of this pass over the hidden layers within the step; each pass has its own
   *     dropout
   * @return nodes x width
   */
  public Tensor embedTraining(StepContext step, NodeFeatures features, int pass) {
    Tape tape = step.tape();
    if (features.second().isPresent()) {
      return embedShared(
          tape, step.parameters(), step.adjacency(), features, features.second().get());
    }
    Tensor h = features.rows();
    for (int l = 0; l < hidden.size(); l++) {
      boolean projected = l == 0 && features.projected();
      int use = pass * hidden.size() + l;
      h = hidden.get(l).train(step, h, projected, Activation.RELU, Streams.INNER_DROPOUT + 1 + use);
      if (dropout > 0) {
        RandomSource random = step.random(Streams.DROPOUT + use);
        h = tape.add(new Dropout(tape.backend(), h, dropout, random)).output();
      }
    }
    return h;
  }

  /**
   * Computes f from the clean pass's projection by the second layer. If rows have changed, only the
   * rows that a change reaches are projected again.
   *
   * @param known the clean pass's projection by the second layer
   */
  private Tensor embedShared(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      NodeFeatures features,
      Tensor known) {
    Tensor projection = known;
    if (features.changes().isPresent()) {
      Tensor h = layer(0, tape, parameters, adjacency, features.rows(), true);
      projection =
          hidden
              .get(1)
              .projectReached(tape, parameters, adjacency, h, known, features.changes().get());
    }
    Tensor h = layer(1, tape, parameters, adjacency, projection, true);
    for (int l = 2; l < hidden.size(); l++) {
      h = layer(l, tape, parameters, adjacency, h, false);
    }
    return h;
  }

  private Tensor layer(
      int number,
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor h,
      boolean projected) {
    Layer layer = hidden.get(number);
    return projected
        ? layer.applyToProjection(tape, parameters, adjacency, h, Activation.RELU)
        : layer.apply(tape, parameters, adjacency, h, Activation.RELU);
  }

  /** Number of layers from the features to the classes: those of f, and g'. */
  public int depth() {
    return hidden.size() + 1;
  }

  /** Whether a node's output of layer {@code number}, counted from 0, depends on other nodes. */
  public boolean mixesNodes(int number) {
    return layerTo(number).mixesNodes();
  }

  /** In prediction, the first part of layer {@code number}; it computes each node's row alone. */
  public Tensor project(int number, Tape tape, Parameters parameters, Tensor x) {
    return layerTo(number).project(tape, parameters, x);
  }

  /** The rest of layer {@code number} after {@link #project(int, Tape, Parameters, Tensor)}. */
  public Tensor applyToProjection(
      int number, Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor projection) {
    Activation activation = number < hidden.size() ? Activation.RELU : Activation.NONE;
    return layerTo(number).applyToProjection(tape, parameters, adjacency, projection, activation);
  }

  private Layer layerTo(int number) {
    return number < hidden.size() ? hidden.get(number) : classifier;
  }

  /** f in prediction: nodes x width, without dropout. */
  public Tensor embed(
      Tape tape, Parameters parameters, SparseMatrix adjacency, NodeFeatures features) {
    Tensor h = features.rows();
    for (int l = 0; l < hidden.size(); l++) {
      h = layer(l, tape, parameters, adjacency, h, l == 0 && features.projected());
    }
    return h;
  }

  /**
   * The same as {@link #embed(Tape, Parameters, SparseMatrix, NodeFeatures)}, for features that
   * have not been projected.
   */
  public Tensor embed(Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x) {
    return embed(tape, parameters, adjacency, NodeFeatures.of(x));
  }

  /** g': logits, nodes x classes. */
  public Tensor classify(Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor h) {
    return classifier.apply(tape, parameters, adjacency, h, Activation.NONE);
  }

  /** g' in training: logits, nodes x classes. */
  public Tensor classify(StepContext step, Tensor h) {
    return classifier.train(step, h, false, Activation.NONE, Streams.INNER_DROPOUT);
  }

  /**
   * g'' of a task: nodes x outputs.
   *
   * @throws IllegalStateException if the network was built without this head
   */
  public Tensor apply(Head head, StepContext step, Tensor h) {
    return layerOf(head)
        .apply(step.tape(), step.parameters(), step.adjacency(), h, Activation.NONE);
  }

  /** Some rows of {@link #apply}. */
  public Tensor applyTo(Indices rows, Head head, StepContext step, Tensor h) {
    return layerOf(head)
        .applyTo(rows, step.tape(), step.parameters(), step.adjacency(), h, Activation.NONE);
  }

  /**
   * The mean squared error of {@link #apply} against sparse features, 1 x 1.
   *
   * @param rows the rows of the mean; without them all rows
   */
  public Tensor reconstructionLoss(
      Head head,
      StepContext step,
      Tensor h,
      SparseFeatures target,
      Optional<RowChoice> rows,
      double weight) {
    return layerOf(head)
        .reconstructionLoss(
            step.tape(), step.parameters(), step.adjacency(), h, target, rows, weight);
  }

  private Layer layerOf(Head head) {
    Layer layer = heads.get(head.name());
    if (layer == null) {
      throw new IllegalStateException("the network was built without a head " + head);
    }
    return layer;
  }
}
