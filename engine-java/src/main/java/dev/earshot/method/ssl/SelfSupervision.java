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
   * @param inputs d, number of features of a node
   */
  Head head(int inputs);

  /**
   * Whether each corrupted row is either 0 or one of the clean rows. A pass over such rows can
   * reuse the network's results for the clean rows.
   */
  boolean keepsRows();

  /**
   * Adds the task to the step's tape, as a separate pass over f.
   *
   * @param step the step
   * @param network the network, built with {@link #head}
   * @param clean the clean features as the network's input, see {@link SslTask#clean}
   * @param settings the settings of the tasks
   * @param pass number of this pass within the step
   * @return the unweighted loss, 1 x 1; a forward pass computes it
   */
  Tensor addTo(
      StepContext step, Network network, NodeFeatures clean, SslSettings settings, int pass);
}
