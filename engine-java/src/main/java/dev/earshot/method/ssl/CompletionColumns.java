package dev.earshot.method.ssl;

import dev.earshot.autodiff.MaskColumns;
import dev.earshot.autodiff.MaskRows;
import dev.earshot.autodiff.Propagate;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.RandomSource;
import dev.earshot.compute.SparseMatrix;
import dev.earshot.compute.Streams;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;

/**
 * Completion as in the authors' public code: random columns of the features are set to 0, the same
 * columns for all nodes. The loss is the mean squared error to Z over all nodes.
 */
final class CompletionColumns implements SelfSupervision {
  @Override
  public Head head(int inputs) {
    return Reconstruction.head(inputs);
  }

  @Override
  public boolean keepsRows() {
    return false;
  }

  @Override
  public Tensor addTo(
      StepContext step, Network network, NodeFeatures clean, SslSettings settings, int pass) {
    Tape tape = step.tape();
    Tensor z = step.features();
    Head head = head(z.columns());
    int count = settings.touched(z.columns());
    RandomSource random = step.random(Streams.MASKED_COLUMNS);
    if (step.sparse().isPresent()) {
      // Features without some columns, times W, are the features times W without those rows.
      SparseMatrix x = step.sparse().get().values();
      NodeFeatures masked =
          network.project(
              tape,
              step.parameters(),
              weight ->
                  new Propagate(
                      tape.backend(),
                      x,
                      tape.add(new MaskRows(tape.backend(), weight, count, random)).output()));
      return Reconstruction.sparseLoss(step, network, head, masked, settings, pass);
    }
    Tensor masked = tape.add(new MaskColumns(tape.backend(), z, count, random)).output();
    Tensor h = network.embedTraining(step, NodeFeatures.of(masked), pass);
    return Reconstruction.loss(tape, network.apply(head, step, h), z, settings.weight());
  }
}
