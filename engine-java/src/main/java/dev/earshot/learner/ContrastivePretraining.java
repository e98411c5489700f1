package dev.earshot.learner;

import dev.earshot.autodiff.AddNoise;
import dev.earshot.autodiff.Dropout;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.method.ContextSampler;
import dev.earshot.nn.LayerKind;
import dev.earshot.nn.Network;
import dev.earshot.nn.NetworkSettings;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.Parameters;
import java.util.stream.IntStream;

/**
 * Contrastive learning as in SimCLR, on feature vectors: two hidden layers of 256 and a linear
 * projection to 64 learn, from all training rows and no label, to tell which two of a batch's views
 * are of one clip (see {@link ContrastiveLoss}). A view is the vector with Gaussian noise of
 * variance 0.1 and a fifth of its features dropped. Then another baseline learns from the labels on
 * what the hidden layers make of the vectors.
 *
 * @param head what learns from the labels
 * @param steps number of batches
 */
public record ContrastivePretraining(Learner head, int steps) implements Learner {
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
    Network network = new Network(ENCODER, data.columns(), PROJECTION, false, false);
    double[] weights = pretrain(data, network, seed, backend);
    int columns = data.columns();
    Classifier classifier =
        head.fit(
            new TrainingSet(
                embed(data.x(), network, weights, columns, backend),
                ENCODER.width(),
                data.labels(),
                data.classes()),
            seed,
            backend);
    return (x, at) -> classifier.probabilities(embed(x, network, weights, columns, at), at);
  }

  private double[] pretrain(TrainingSet data, Network network, long seed, Backend backend)
      throws InterruptedException {
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
    Tensor h =
        network.embedTraining(tape, parameters, none, NodeFeatures.of(view), seed, 0, number);
    Tensor projection = network.classify(tape, parameters, none, h);
    ContrastiveLoss loss = new ContrastiveLoss(backend, 2 * pairs, PROJECTION, TEMPERATURE);
    Matrix mean = backend.newMatrix(1, parameters.size());
    Matrix variance = backend.newMatrix(1, parameters.size());
    ContextSampler sampler = new ContextSampler(seed);
    int[][] rows = {IntStream.range(0, data.rows()).toArray()};
    int[] chosen = new int[2 * pairs];
    for (int step = 0; step < steps; step++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("contrastive training was stopped");
      }
      int[] drawn = sampler.draw(rows, pairs, step);
      System.arraycopy(drawn, 0, chosen, 0, pairs);
      System.arraycopy(drawn, 0, chosen, pairs, pairs);
      nodes.write(chosen);
      backend.corruption().gatherRows(all, nodes, twice);
      number.write(step);
      tape.forward();
      loss.at(projection.value(), projection.gradient());
      tape.backwardFrom(projection);
      backend
          .optimizer()
          .adam(ADAM, parameters.values(), parameters.gradients(), mean, variance, number);
    }
    return parameters.values().toArray();
  }

  private static float[] embed(
      float[] x, Network network, double[] weights, int columns, Backend backend) {
    int n = x.length / columns;
    Parameters parameters = new Parameters(backend, network.shapes());
    parameters.values().write(weights);
    Matrix rows = backend.newMatrix(n, columns);
    rows.write(x);
    Tape tape = new Tape(backend);
    Tensor h =
        network.embed(
            tape, parameters.frozen(), backend.newSparseMatrix(n, n, 0), Tensor.constant(rows));
    tape.forward();
    float[] embedded = new float[h.value().size()];
    h.value().read(embedded);
    return embedded;
  }
}
