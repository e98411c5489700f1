package dev.earshot.learner;

import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.base.Checks;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.data.FeatureMap;
import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.BalancedSampler;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.LearningState;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.OptimizerSettings;
import dev.earshot.nn.Parameters;
import dev.earshot.nn.StepContext;
import java.util.List;

/**
 * A multilayer perceptron, trained by AdamW on class-balanced batches. With self-supervised tasks
 * its batches have unlabelled rows, too. With denoise and completion it resembles the ladder
 * network, which learns reconstruction from corrupted input together with classification.
 *
 * @param network its shape; its layers are always dense, whatever kind these settings name
 * @param optimizer learning rate, number of steps and other settings of the training
 * @param perClass labelled rows of each class in a batch; 0 for the default number
 * @param tasks self-supervised tasks in addition to classification; may be empty
 */
public record Perceptron(
    NetworkSettings network, OptimizerSettings optimizer, int perClass, List<SslTask> tasks)
    implements Learner {
  static final String KIND = "perceptron";

  private static final NetworkSettings USUAL =
      new NetworkSettings(LayerKind.DENSE, LayerKind.DENSE, 2, 256, 0.5);
  private static final double USUAL_RATE = 2e-3;
  private static final int UNLABELLED = 64;
  private static final SslSettings SSL = new SslSettings(0.1, 0.1, 0.1);

  public Perceptron {
    network =
        new NetworkSettings(
            LayerKind.DENSE, LayerKind.DENSE, network.layers(), network.width(), network.dropout());
    tasks = List.copyOf(tasks);
  }

  /**
   * Two hidden layers of 256 with ReLU and dropout 0.5, learning rate 2e-3, about 48 labelled rows
   * a batch.
   *
   * @param weightDecay the weight decay of AdamW
   * @param steps number of batches, in whole epochs
   * @param tasks self-supervised tasks in addition to classification; may be empty
   */
  public static Perceptron usual(double weightDecay, int steps, List<SslTask> tasks) {
    return new Perceptron(
        USUAL, new OptimizerSettings(USUAL_RATE, weightDecay, 0, 0, steps, 1, 0), 0, tasks);
  }

  /**
   * With a recipe's settings for networks, but without a graph and without self-supervised tasks.
   */
  static Perceptron of(LearnerSettings recipe) {
    return new Perceptron(recipe.network(), recipe.optimizer(), recipe.perClass(), List.of());
  }

  @Override
  public int mostUnlabelled() {
    return tasks.isEmpty() ? 0 : Integer.MAX_VALUE;
  }

  @Override
  public Trained fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    int[] open = data.rowsOf(-1);
    int unlabelled = tasks.isEmpty() ? 0 : Math.min(UNLABELLED, open.length);
    int each = perClass > 0 ? perClass : BalancedSampler.usualPerClass(data.classes());
    BalancedSampler sampler = new BalancedSampler(seed, data.byClass(), open, each, unlabelled);
    // Whole batches only. Rows that do not fill a batch wait for the next epoch.
    int perEpoch =
        unlabelled == 0 ? sampler.batchesPerEpoch() : Math.max(1, open.length / unlabelled);
    int steps = Math.multiplyExact(optimizer.epochsOf(perEpoch), perEpoch);
    Batch batch = new Batch(data, sampler.capacity(), seed, backend);
    for (int step = 0; step < steps; step++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("a network's training was stopped");
      }
      sampler.draw(step / perEpoch, step % perEpoch, batch.rows, batch.labels);
      batch.learn(step);
    }
    return new Trained(
        DenseNetwork.of(network, data.columns(), data.classes(), batch.learning.used()));
  }

  /** A trained perceptron. */
  public static final class Trained implements Classifier {
    private final DenseNetwork network;

    private Trained(DenseNetwork network) {
      Checks.require(
          network.settings().layer() == LayerKind.DENSE
              && network.settings().head() == LayerKind.DENSE,
          "a perceptron whose layers are not dense");
      this.network = network;
    }

    @Override
    public int columns() {
      return network.columns();
    }

    @Override
    public int classes() {
      return network.outputs();
    }

    @Override
    public float[] probabilities(float[] x, Backend backend) {
      return network.probabilities(x, backend);
    }

    @Override
    public ReadyClassifier on(FeatureMap map, int rows, Backend backend) {
      ReadyClassifier ready = network.on(rows, true, backend);
      return x -> ready.probabilities(map.apply(x));
    }

    @Override
    public int hiddenLayers() {
      return network.settings().layers();
    }

    @Override
    public float[] embed(FeatureMap map, float[] x, Backend backend) {
      float[] mapped = map.apply(x);
      return hiddenLayers() == 0 ? mapped : network.hidden(mapped, backend);
    }

    @Override
    public int parameters() {
      return network.values().length;
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public void write(ClassifierStore store) {
      network.write(store);
    }

    static Trained read(ClassifierStore store) {
      return new Trained(DenseNetwork.read(store));
    }
  }

  /** A training step. It is set up once and runs for any choice of rows. */
  private final class Batch {
    private final Backend backend;
    private final int[] rows;
    private final int[] labels;
    private final Matrix all;
    private final Matrix features;
    private final Indices nodes;
    private final Indices classes;
    private final Indices number;
    private final LearningState learning;
    private final Runnable work;

    Batch(TrainingSet data, int size, long seed, Backend backend) {
      this.backend = backend;
      rows = new int[size];
      labels = new int[size];
      all = backend.newMatrix(data.rows(), data.columns());
      all.write(data.x());
      features = backend.newMatrix(size, data.columns());
      nodes = backend.newIndices(size);
      classes = backend.newIndices(size);
      number = backend.newIndices(1);
      Network layers =
          new Network(
              network, data.columns(), data.classes(), SslTask.heads(tasks, data.columns()));
      Parameters parameters = new Parameters(backend, layers.shapes());
      parameters.initialise(seed);
      learning = new LearningState(backend, parameters, optimizer.averageDecay());
      SparseMatrix none = backend.newSparseMatrix(size, size, 0);
      Tape tape = new Tape(backend);
      StepContext step =
          new StepContext(tape, parameters, none, Tensor.constant(features), seed, number);
      NodeFeatures clean = SslTask.clean(tasks, step, layers);
      Tensor logits = layers.classify(step, layers.embedTraining(step, clean, 0));
      tape.add(new ClassificationLoss(backend, logits, classes, 1, 0));
      tasks.forEach(task -> task.addTo(step, layers, clean, SSL));
      AdamSettings adam = AdamSettings.of(optimizer.learningRate(), optimizer.weightDecay());
      work =
          backend.record(() -> {
            tape.forward();
            tape.backward();
            learning.update(adam, number);
          });
    }

    void learn(int step) {
      nodes.write(rows);
      classes.write(labels);
      backend.corruption().gatherRows(all, nodes, features);
      number.write(step);
      work.run();
    }
  }
}
