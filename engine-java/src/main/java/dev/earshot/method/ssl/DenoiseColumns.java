package dev.earshot.method.ssl;

import dev.earshot.autodiff.AddColumnNoise;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Streams;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;

/**
 * Denoise as in the authors' public code: noise {@code N(0, eps)} is added to random columns of the
 * features, the same columns for all nodes. The loss is the mean squared error to Z over all nodes.
 */
final class DenoiseColumns implements SelfSupervision {
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
    Tensor z = step.features();
    Head head = head(z.columns());
    int noisyColumns = settings.touched(z.columns());
    if (step.sparse().isPresent()) {
      NodeFeatures noisy = Reconstruction.noisyProjection(step, network, noisyColumns, settings);
      return Reconstruction.sparseLoss(step, network, head, noisy, settings, pass);
    }
    Tape tape = step.tape();
    Tensor noisy =
        tape.add(
                new AddColumnNoise(
                    tape.backend(),
                    z,
                    noisyColumns,
                    settings.noiseVariance(),
                    step.random(Streams.NOISY_COLUMNS),
                    step.random(Streams.NOISE)))
            .output();
    Tensor h = network.embedTraining(step, NodeFeatures.of(noisy), pass);
    return Reconstruction.loss(tape, network.apply(head, step, h), z, settings.weight());
  }
}
