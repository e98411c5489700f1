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
 * nodes. If the features are sparse, the loss is computed without storing them in dense form.
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
    Tape tape = step.tape();
    Tensor z = step.features();
    Tensor noisy =
        tape.add(
                new AddNoise(
                    tape.backend(), z, settings.noiseVariance(), step.random(Streams.NOISE)))
            .output();
    Tensor h = network.embedTraining(step, NodeFeatures.of(noisy), pass);
    Head head = head(z.columns());
    return step.sparse().isPresent()
        ? network.reconstructionLoss(head, step, h, step.sparse().get(), settings.weight())
        : Reconstruction.loss(tape, network.apply(head, step, h), z, settings.weight());
  }
}
