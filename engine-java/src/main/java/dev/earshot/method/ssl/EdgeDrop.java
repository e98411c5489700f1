package dev.earshot.method.ssl;

import dev.earshot.autodiff.DropEdges;
import dev.earshot.autodiff.LogisticLoss;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Streams;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;

/**
 * Shuffle as in the authors' public code, which drops random edges: the network tells for each node
 * whether it still has all its edges. The loss is the logistic loss over all nodes.
 */
final class EdgeDrop implements SelfSupervision {
  @Override
  public Head head(int inputs) {
    return new Head("edge-drop", 1);
  }

  @Override
  public boolean keepsRows() {
    return true;
  }

  @Override
  public Tensor addTo(
      StepContext step, Network network, NodeFeatures clean, SslSettings settings, int pass) {
    Tape tape = step.tape();
    DropEdges dropped =
        tape.add(
            new DropEdges(
                tape.backend(),
                step.adjacency(),
                settings.fraction(),
                step.random(Streams.DROPPED_EDGES)));
    StepContext sparser = step.withAdjacency(dropped.graph());
    Tensor h = network.embedTraining(sparser, clean.forOtherGraph(), pass);
    Tensor logits = network.apply(head(step.features().columns()), sparser, h);
    return tape.add(new LogisticLoss(tape.backend(), logits, dropped.whole(), settings.weight()))
        .output();
  }
}
