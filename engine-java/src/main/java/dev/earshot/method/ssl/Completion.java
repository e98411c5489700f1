package dev.earshot.method.ssl;

import dev.earshot.autodiff.GatherRows;
import dev.earshot.autodiff.MaskRows;
import dev.earshot.autodiff.SparseReconstructionLoss.RowChoice;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Streams;
import dev.earshot.nn.ChangedRows;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;
import java.util.Optional;

/**
 * Completion: some nodes' rows are set to 0. The loss is the mean squared error over those rows.
 */
final class Completion implements SelfSupervision {
  @Override
  public Head head(int inputs) {
    return Reconstruction.head(inputs);
  }

  @Override
  public boolean keepsRows() {
    return true;
  }

  @Override
  public Tensor addTo(
      StepContext step, Network network, NodeFeatures clean, SslSettings settings, int pass) {
    Tape tape = step.tape();
    Tensor z = step.features();
    MaskRows masked =
        tape.add(
            new MaskRows(
                tape.backend(),
                clean.rows(),
                settings.touched(clean.rows().rows()),
                step.random(Streams.MASK)));
    Tensor h =
        network.embedTraining(
            step, clean.with(masked.output(), new ChangedRows(masked.mask(), 1)), pass);
    if (step.sparse().isPresent()) {
      return network.reconstructionLoss(
          head(z.columns()),
          step,
          h,
          step.sparse().get(),
          Optional.of(new RowChoice(masked.mask(), masked.rows().length())),
          settings.weight());
    }
    Indices rows = masked.rows();
    Tensor hidden = tape.add(new GatherRows(tape.backend(), z, rows)).output();
    Tensor prediction = network.applyTo(rows, head(z.columns()), step, h);
    return Reconstruction.loss(tape, prediction, hidden, settings.weight());
  }
}
