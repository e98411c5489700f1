package dev.earshot.method.ssl;

import dev.earshot.autodiff.AddNoise;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Streams;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;

/**
 * Denoise: the network gets {@code Z + N(0, eps)}. The loss is the mean squared error to Z over all
 * nodes. If the features are sparse, neither noise nor features are stored in dense form.
 */
final class Denoise implements SelfSupervision {
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
    Head head = head(step.features().columns());
    if (step.sparse().isPresent()) {
      int inputs = step.features().columns();
      NodeFeatures noisy = Reconstruction.noisyProjection(step, network, inputs, settings);
      return Reconstruction.sparseLoss(step, network, head, noisy, settings, pass);
    }
    Tape tape = step.tape();
    Tensor z = step.features();
    Tensor noisy =
        tape.add(
                new AddNoise(
                    tape.backend(), z, settings.noiseVariance(), step.random(Streams.NOISE)))
            .output();
    Tensor h = network.embedTraining(step, NodeFeatures.of(noisy), pass);
    return Reconstruction.loss(tape, network.apply(head, step, h), z, settings.weight());
  }
}
