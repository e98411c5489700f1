package dev.earshot.method;

import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.Parameters;
import dev.earshot.nn.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One training step over subgraphs of one size. Its work is set up once and can then run many
 * times: the nodes' features, their edges, the losses of all tasks, their gradients, and Adam.
 */
public final class TrainingStep {
  private final Backend backend;
  private final Matrix allFeatures;
  private final Indices nodes;
  private final Indices labels;
  private final Indices step;
  private final Matrix features;
  private final SparseMatrix adjacency;
  private final boolean linked;
  private final SubgraphEdges edges;
  private final RandomSource blindChoice;
  private final Matrix logits;
  private final List<Matrix> losses = new ArrayList<>();
  private final double[] lossBuffer1 = new double[1];
  private final double[] lossBuffer2 = new double[2];
  private final Runnable learning;
  private Optional<Runnable> recordedLearning = Optional.empty();

  /** The number of the step in the backend's memory, if this object has put it there. */
  private OptionalInt numberThere = OptionalInt.empty();

  /**
   * Allocates the buffers and sets the step up.
   *
   * @param training what it shares with the other steps
   * @param size number of nodes
   * @param step the number of the step, from 0, in the backend's memory
   */
  public TrainingStep(TrainingSetup training, int size, Indices step) {
    backend = training.backend();
    allFeatures = training.nodeFeatures();
    RecipeSettings recipe = training.recipe();
    Network network = training.network();
    LearningState state = training.learning();
    long seed = training.seed();
    nodes = backend.newIndices(size);
    labels = backend.newIndices(size);
    this.step = step;
    features = backend.newMatrix(size, allFeatures.columns());
    edges = new SubgraphEdges(backend, recipe.edges(), recipe.matchedEdges(), size, seed);
    adjacency = backend.newSparseMatrix(size, size, edges.capacity());
    linked = network.usesGraph();
    blindChoice = new RandomSource(seed, Streams.BLIND_CHOICE, step);
    Parameters parameters = state.parameters();
    Tape tape = new Tape(backend);
    StepContext context =
        new StepContext(tape, parameters, adjacency, Tensor.constant(features), seed, step);
    NodeFeatures clean = SslTask.clean(recipe.tasks(), context, network);
    Tensor scores = network.classify(context, network.embedTraining(context, clean, 0));
    logits = scores.value();
    losses.add(
        tape.add(new ClassificationLoss(backend, scores, labels, 1, recipe.entropyWeight()))
            .output()
            .value());
    for (SslTask task : recipe.tasks()) {
      losses.add(task.addTo(context, network, clean, recipe.ssl()).value());
    }
    AdamSettings adam =
        AdamSettings.of(recipe.optimizer().learningRate(), recipe.optimizer().weightDecay());
    learning =
        () -> {
          tape.forward();
          tape.backward();
          state.update(adam, step);
        };
  }

  /** Loads a subgraph's features and labels, and links its nodes as step {@code number} does. */
  public void load(Subgraph subgraph, int number) {
    nodes.write(subgraph.nodes(), nodes.length());
    labels.write(subgraph.labels(), labels.length());
    write(number);
    gatherAndLink();
  }

  private void write(int number) {
    step.write(number);
    numberThere = OptionalInt.of(number);
  }

  /** Gathers the nodes' features by their ids, and links the nodes. */
  private void gatherAndLink() {
    backend.corruption().gatherRows(allFeatures, nodes, features);
    if (linked) {
      edges.link(features, labels, blindChoice, adjacency);
    }
  }

  /**
   * Takes step {@code number} over the loaded subgraph: both passes and Adam. The number in the
   * backend's memory is one higher then, so that nothing is copied there for the next step.
   */
  public void learn(int number) {
    if (recordedLearning.isEmpty()) {
      recordedLearning = Optional.of(backend.record(work()));
    }
    if (numberThere.isEmpty() || numberThere.getAsInt() != number) {
      write(number);
    }
    recordedLearning.get().run();
    numberThere = OptionalInt.of(number + 1);
  }

  /** What {@link #learn} records: the calls of one step over the loaded subgraph, not run yet. */
  public Runnable work() {
    return () -> {
      learning.run();
      backend.graphs().advance(step);
    };
  }

  /**
   * Records an epoch's next step: from its nodes' ids in the schedule to the new weights, losses
   * and pseudo-labels. Each run of the result takes one step. The host writes and reads nothing
   * meanwhile.
   *
   * @param epoch the epoch's buffers; their step counter must be that of this training step
   * @return the recorded work
   */
  public Runnable inEpoch(EpochBuffers epoch) {
    Runnable recorded = backend.record(workInEpoch(epoch));
    return () -> {
      numberThere = OptionalInt.empty();
      recorded.run();
    };
  }

  /** What {@link #inEpoch} records: the calls of one step, not run yet. */
  public Runnable workInEpoch(EpochBuffers epoch) {
    var kernels = backend.graphs();
    return () -> {
      kernels.takeNodes(epoch.schedule(), epoch.steps(), step, epoch.labels(), nodes, labels);
      gatherAndLink();
      learning.run();
      for (int i = 0; i < losses.size(); i++) {
        kernels.keepRow(losses.get(i), step, epoch.losses().get(i));
      }
      kernels.keepClasses(logits, labels, nodes, epoch.classes());
      kernels.advance(step);
    };
  }

  /**
   * Adds the last step's losses to {@code sums}: cross-entropy, entropy, then the tasks' in order.
   */
  public void addLosses(double[] sums) {
    losses.getFirst().read(lossBuffer2);
    sums[0] += lossBuffer2[0];
    sums[1] += lossBuffer2[1];
    for (int i = 1; i < losses.size(); i++) {
      losses.get(i).read(lossBuffer1);
      sums[1 + i] += lossBuffer1[0];
    }
  }
}
