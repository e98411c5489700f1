package dev.earshot.method.ssl;

import dev.earshot.autodiff.AddNoiseProduct;
import dev.earshot.autodiff.Propagate;
import dev.earshot.autodiff.SquaredErrorLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;
import java.util.Arrays;
import java.util.Optional;

/** The head that reconstructs the features, and its loss, for the tasks that have it. */
final class Reconstruction {
  /** The most elements of noise that are stored at a time: 64 MiB of floats. */
  private static final int NOISE_ROOM = 1 << 24;

  private Reconstruction() {}

  static Head head(int inputs) {
    return new Head("reconstruction", inputs);
  }

  /** The mean squared error over all rows and columns. */
  static Tensor loss(Tape tape, Tensor prediction, Tensor target, double weight) {
    Backend backend = tape.backend();
    Indices all = backend.newIndices(target.rows());
    int[] ones = new int[target.rows()];
    Arrays.fill(ones, 1);
    all.write(ones);
    return tape.add(new SquaredErrorLoss(backend, prediction, target.value(), all, weight))
        .output();
  }

  /**
   * The first layer's projection of sparse features with noise in some columns. The columns are
   * drawn in each step if they are not all.
   */
  static NodeFeatures noisyProjection(
      StepContext step, Network network, int columns, SslSettings settings) {
    Tape tape = step.tape();
    SparseMatrix x = step.sparse().orElseThrow().values();
    return network.project(
        tape,
        step.parameters(),
        weight ->
            new AddNoiseProduct(
                tape.backend(),
                tape.add(new Propagate(tape.backend(), x, weight)).output(),
                weight,
                new AddNoiseProduct.Noise(
                    columns,
                    settings.noiseVariance(),
                    step.random(Streams.NOISY_COLUMNS),
                    step.random(Streams.NOISE_BLOCKS)),
                NOISE_ROOM));
  }

  /** The mean squared error against sparse features over all rows and columns. */
  static Tensor sparseLoss(
      StepContext step,
      Network network,
      Head head,
      NodeFeatures corrupted,
      SslSettings settings,
      int pass) {
    Tensor h = network.embedTraining(step, corrupted, pass);
    return network.reconstructionLoss(
        head, step, h, step.sparse().orElseThrow(), Optional.empty(), settings.weight());
  }
}
