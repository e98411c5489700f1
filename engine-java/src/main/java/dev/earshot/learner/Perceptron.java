package dev.earshot.learner;

import dev.earshot.autodiff.ClassificationLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.method.Subgraph;
import dev.earshot.method.SubgraphSampler;
import dev.earshot.method.ssl.SslPasses;
import dev.earshot.method.ssl.SslSettings;
import dev.earshot.method.ssl.SslTask;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.Parameters;
import java.util.List;

/**
 * A multilayer perceptron of two hidden layers of 256 with ReLU and dropout 0.5, learnt by AdamW
 * (learning rate 2e-3) over class-balanced batches: about 48 labelled rows and, if it has
 * self-supervised tasks, up to 64 unlabelled ones. With denoise and completion it is a relative of
 * the ladder network: reconstruction from corrupted input beside classification.
 *
 * @param weightDecay of AdamW
 * @param steps number of batches
 * @param tasks self-supervised tasks beside classification
 */
public record Perceptron(double weightDecay, int steps, List<SslTask> tasks) implements Learner {
  private static final double LEARNING_RATE = 2e-3;
  private static final int LABELLED = 48;
  private static final int UNLABELLED = 64;
  private static final NetworkSettings SETTINGS =
      new NetworkSettings(LayerKind.DENSE, LayerKind.DENSE, 2, 256, 0.5);
  private static final SslSettings SSL = new SslSettings(0.1, 0.1, 0.1);

  public Perceptron {
    tasks = List.copyOf(tasks);
  }

  /** A trained one. */
  public interface Trained extends Classifier {
    /**
     * What the last hidden layer makes of vectors, without dropout.
     *
     * @param x n x d, row-major, standardised as the training vectors were
     * @return n x 256, row-major
     */
    float[] embed(float[] x, Backend backend);
  }

  @Override
  public Trained fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    Network network =
        new Network(
            SETTINGS,
            data.columns(),
            data.classes(),
            tasks.stream().anyMatch(SslTask::reconstructs),
            tasks.contains(SslTask.SHUFFLE));
    Parameters parameters = new Parameters(backend, network.shapes());
    parameters.initialise(seed);
    int[] open = data.rowsOf(-1);
    int unlabelled = tasks.isEmpty() ? 0 : Math.min(UNLABELLED, open.length);
    int perClass = Math.max(2, Math.round((float) LABELLED / data.classes()));
    SubgraphSampler sampler = new SubgraphSampler(seed, data.byClass(), open, perClass, unlabelled);
    // Whole batches only: what does not fill one waits for the next epoch's order.
    int perEpoch = Math.max(1, unlabelled == 0 ? 1 : open.length / unlabelled);
    Batch batch = new Batch(data, network, parameters, sampler.capacity(), seed, backend);
    for (int step = 0; step < steps; step++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("a network's training was stopped");
      }
      sampler.draw(step / perEpoch, step % perEpoch, batch.rows);
      batch.learn(step);
    }
    return new Weights(network, data.columns(), parameters.values().toArray());
  }

  /** What has been learnt. */
  private record Weights(Network network, int columns, double[] values) implements Trained {
    @Override
    public float[] probabilities(float[] x, Backend backend) {
      return read(x, backend, true);
    }

    @Override
    public float[] embed(float[] x, Backend backend) {
      return read(x, backend, false);
    }

    private float[] read(float[] x, Backend backend, boolean classified) {
      int n = x.length / columns;
      Parameters parameters = new Parameters(backend, network.shapes());
      parameters.values().write(values);
      Matrix rows = backend.newMatrix(n, columns);
      rows.write(x);
      SparseMatrix none = backend.newSparseMatrix(n, n, 0);
      Tape tape = new Tape(backend);
      Parameters frozen = parameters.frozen();
      Tensor h = network.embed(tape, frozen, none, Tensor.constant(rows));
      Matrix result = classified ? network.classify(tape, frozen, none, h).value() : h.value();
      tape.forward();
      if (classified) {
        backend.losses().softmax(result, result);
      }
      float[] numbers = new float[result.size()];
      result.read(numbers);
      return numbers;
    }
  }

  /** A step over rows of its choice, laid out once. */
  private final class Batch {
    private final Backend backend;
    private final Subgraph rows;
    private final Matrix all;
    private final Matrix features;
    private final Indices nodes;
    private final Indices labels;
    private final Indices number;
    private final Runnable work;

    Batch(
        TrainingSet data,
        Network network,
        Parameters parameters,
        int size,
        long seed,
        Backend backend) {
      this.backend = backend;
      rows = new Subgraph(size);
      all = backend.newMatrix(data.rows(), data.columns());
      all.write(data.x());
      features = backend.newMatrix(size, data.columns());
      nodes = backend.newIndices(size);
      labels = backend.newIndices(size);
      number = backend.newIndices(1);
      SparseMatrix none = backend.newSparseMatrix(size, size, 0);
      Tape tape = new Tape(backend);
      Tensor x = Tensor.constant(features);
      NodeFeatures clean = SslPasses.clean(tape, network, parameters, none, x, tasks);
      Tensor h = network.embedTraining(tape, parameters, none, clean, seed, 0, number);
      Tensor logits = network.classify(tape, parameters, none, h);
      tape.add(new ClassificationLoss(backend, logits, labels, 1, 0));
      SslPasses passes =
          new SslPasses(tape, network, parameters, none, x, clean, SSL, seed, number);
      tasks.forEach(passes::add);
      Matrix mean = backend.newMatrix(1, parameters.size());
      Matrix variance = backend.newMatrix(1, parameters.size());
      AdamSettings adam = AdamSettings.of(LEARNING_RATE, weightDecay);
      work =
          backend.record(() -> {
            tape.forward();
            tape.backward();
            backend
                .optimizer()
                .adam(adam, parameters.values(), parameters.gradients(), mean, variance, number);
          });
    }

    void learn(int step) {
      nodes.write(rows.nodes());
      labels.write(rows.labels());
      backend.corruption().gatherRows(all, nodes, features);
      number.write(step);
      work.run();
    }
  }
}
