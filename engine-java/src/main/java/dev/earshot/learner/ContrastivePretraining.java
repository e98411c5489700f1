package dev.earshot.learner;

import dev.earshot.autodiff.AddNoise;
import dev.earshot.autodiff.Dropout;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.base.Checks;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.PoolDraws;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.data.FeatureMap;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.Parameters;
import dev.earshot.nn.StepContext;
import java.util.stream.IntStream;

/**
 * Contrastive learning as in SimCLR, on feature vectors. A network with two hidden layers of 256
 * and a linear projection to 64 is trained on all training rows without labels. It learns which two
 * views in a batch come from the same clip (see {@link ContrastiveLoss}). A view is the vector with
 * Gaussian noise of variance 0.1 and a fifth of its features dropped. Another learner is then
 * trained with the labels. Its input is the output of the last hidden layer.
 *
 * @param head the learner that is trained with the labels
 * @param steps number of batches
 */
public record ContrastivePretraining(Learner head, int steps) implements Learner {
  static final String KIND = "contrastive";

  private static final NetworkSettings ENCODER =
      new NetworkSettings(LayerKind.DENSE, LayerKind.DENSE, 2, 256, 0);
  private static final int PROJECTION = 64;
  private static final int BATCH = 128;
  private static final double NOISE_VARIANCE = 0.1;
  private static final double DROPPED = 0.2;
  private static final double TEMPERATURE = 0.5;
  private static final AdamSettings ADAM = AdamSettings.of(1e-3, 1e-4);

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    DenseNetwork encoder = pretrain(data, seed, backend);
    TrainingSet embedded = data.withVectors(encoder.hidden(data.x(), backend), ENCODER.width());
    return new Embedded(encoder, head.fit(embedded, seed, backend));
  }

  /** Classifies vectors by the outputs of the hidden layers. */
  static final class Embedded implements Classifier {
    private final DenseNetwork encoder;
    private final Classifier head;

    private Embedded(DenseNetwork encoder, Classifier head) {
      Checks.require(
          head.columns() == encoder.settings().width(),
          "a classifier of %s columns on hidden layers of %s",
          head.columns(),
          encoder.settings().width());
      this.encoder = encoder;
      this.head = head;
    }

    @Override
    public int columns() {
      return encoder.columns();
    }

    @Override
    public int classes() {
      return head.classes();
    }

    @Override
    public float[] probabilities(float[] x, Backend backend) {
      return head.probabilities(encoder.hidden(x, backend), backend);
    }

    @Override
    public int hiddenLayers() {
      return encoder.settings().layers();
    }

    @Override
    public float[] embed(FeatureMap map, float[] x, Backend backend) {
      return encoder.hidden(map.apply(x), backend);
    }

    @Override
    public int parameters() {
      return encoder.values().length + head.parameters();
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public void write(ClassifierStore store) {
      encoder.write(store.part("encoder"));
      store.part("head").put(head);
    }

    static Embedded read(ClassifierStore store) {
      return new Embedded(
          DenseNetwork.read(store.part("encoder")), store.part("head").classifier());
    }
  }

  private DenseNetwork pretrain(TrainingSet data, long seed, Backend backend)
      throws InterruptedException {
    Network network = new Network(ENCODER, data.columns(), PROJECTION);
    int pairs = Math.min(BATCH, data.rows());
    Parameters parameters = new Parameters(backend, network.shapes());
    parameters.initialise(seed);
    Matrix all = backend.newMatrix(data.rows(), data.columns());
    all.write(data.x());
    Matrix twice = backend.newMatrix(2 * pairs, data.columns());
    Indices nodes = backend.newIndices(2 * pairs);
    Indices number = backend.newIndices(1);
    SparseMatrix none = backend.newSparseMatrix(2 * pairs, 2 * pairs, 0);
    Tape tape = new Tape(backend);
    Tensor noisy =
        tape.add(
                new AddNoise(
                    backend,
                    Tensor.constant(twice),
                    NOISE_VARIANCE,
                    new RandomSource(seed, Streams.NOISE, number)))
            .output();
    Tensor view =
        tape.add(
                new Dropout(
                    backend, noisy, DROPPED, new RandomSource(seed, Streams.DROPOUT, number)))
            .output();
    StepContext step =
        new StepContext(tape, parameters, none, Tensor.constant(twice), seed, number);
    Tensor h = network.embedTraining(step, NodeFeatures.of(view), 0);
    Tensor projection = network.classify(step, h);
    ContrastiveLoss loss = new ContrastiveLoss(backend, 2 * pairs, PROJECTION, TEMPERATURE);
    Matrix mean = backend.newMatrix(1, parameters.size());
    Matrix variance = backend.newMatrix(1, parameters.size());
    PoolDraws draws = new PoolDraws(seed);
    int[] rows = IntStream.range(0, data.rows()).toArray();
    int[] chosen = new int[2 * pairs];
    for (int batch = 0; batch < steps; batch++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("contrastive training was stopped");
      }
      draws.draw(rows, pairs, Streams.CONTEXT_CHOICE, batch, 0, chosen, 0);
      System.arraycopy(chosen, 0, chosen, pairs, pairs);
      nodes.write(chosen);
      backend.corruption().gatherRows(all, nodes, twice);
      number.write(batch);
      tape.forward();
      loss.at(projection.value(), projection.gradient());
      tape.backwardFrom(projection);
      backend
          .optimizer()
          .adam(ADAM, parameters.values(), parameters.gradients(), mean, variance, number);
    }
    return DenseNetwork.of(ENCODER, data.columns(), PROJECTION, parameters);
  }
}
