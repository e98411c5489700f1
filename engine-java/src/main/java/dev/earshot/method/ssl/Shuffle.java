package dev.earshot.method.ssl;

import dev.earshot.autodiff.LogisticLoss;
import dev.earshot.autodiff.ShuffleRows;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Streams;
import dev.earshot.nn.ChangedRows;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;

/**
 * Shuffle: some nodes exchange their rows by a random permutation, and the network tells for each
 * node whether its row is its own. The loss is the logistic loss over all nodes. A drawn node that
 * the permutation does not move counts as one with its own row.
 */
final class Shuffle implements SelfSupervision {
  @Override
  public Head head(int inputs) {
    return new Head("shuffle", 1);
  }

  @Override
  public boolean keepsRows() {
    return true;
  }

  @Override
  public Tensor addTo(
      StepContext step, Network network, NodeFeatures clean, SslSettings settings, int pass) {
    Tape tape = step.tape();
    ShuffleRows shuffled =
        tape.add(
            new ShuffleRows(
                tape.backend(),
                clean.rows(),
                settings.touched(clean.rows().rows()),
                step.random(Streams.SHUFFLE)));
    Tensor h =
        network.embedTraining(
            step, clean.with(shuffled.output(), new ChangedRows(shuffled.own(), 0)), pass);
    Tensor logits = network.apply(head(step.features().columns()), step, h);
    return tape.add(new LogisticLoss(tape.backend(), logits, shuffled.own(), settings.weight()))
        .output();
  }
}
