package dev.earshot.method.ssl;

import dev.earshot.autodiff.SquaredErrorLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.nn.Head;
import java.util.Arrays;

/** The head that reconstructs the features, and its loss. Denoise and completion use both. */
final class Reconstruction {
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
}
