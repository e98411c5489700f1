package dev.earshot.method.ssl;

import dev.earshot.autodiff.Tensor;
import dev.earshot.nn.Head;
import dev.earshot.nn.Network;
import dev.earshot.nn.NodeFeatures;
import dev.earshot.nn.StepContext;

/** A self-supervised task (section III.B): its head, how it corrupts features, and its loss. */
interface SelfSupervision {
  /**
   * The output layer g'' that it needs.
   *
   * @param inputs d, features of a node
   */
  Head head(int inputs);

  /**
   * Whether its corrupted rows are clean ones hidden or in other places. A pass over such rows can
   * take over what the network makes of the clean ones.
   */
  boolean keepsRows();

  /**
   * Lays the task out on the step's tape, as a pass of its own over f.
   *
   * @param clean the clean features as the network takes them, see {@link SslTask#clean}
   * @param pass number of this pass within the step
   * @return where its unweighted loss is found after a forward pass, 1 x 1
   */
  Tensor addTo(
      StepContext step, Network network, NodeFeatures clean, SslSettings settings, int pass);
}
