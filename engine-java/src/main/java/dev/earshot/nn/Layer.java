package dev.earshot.nn;

import dev.earshot.autodiff.GatherRows;
import dev.earshot.autodiff.Propagate;
import dev.earshot.autodiff.SparseFeatures;
import dev.earshot.autodiff.SparseReconstructionLoss.RowChoice;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Indices;
import dev.earshot.compute.SparseMatrix;
import java.util.List;
import java.util.Optional;

/** One layer of a network over a graph. It takes nodes x inputs and gives nodes x outputs. */
public interface Layer {
  /** The shapes of the parameters that the layer needs. */
  List<ParameterShape> shapes();

  /**
   * Adds the layer to a tape.
   *
   * @param parameters parameters that include {@link #shapes}
   * @param adjacency the graph's normalised edges, nodes x nodes
   * @param x nodes x inputs
   * @return nodes x outputs
   */
  Tensor apply(
      Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x, Activation activation);

  /**
   * The first part of the layer, which is linear and computes each row from that row alone. {@link
   * #applyToProjection} does the rest. A layer without such a part returns x itself.
   *
   * @param x nodes x inputs
   */
  default Tensor project(Tape tape, Parameters parameters, Tensor x) {
    return x;
  }

  /**
   * The weights W, inputs x columns, if {@link #project(Tape, Parameters, Tensor)} is {@code x W}.
   *
   * @throws IllegalArgumentException if the layer does not begin with such a product
   */
  default Tensor projection(Parameters parameters) {
    throw new IllegalArgumentException(this + " takes no sparse features");
  }

  /**
   * The same as {@link #project(Tape, Parameters, Tensor)}, for sparse features such as a bag of
   * words.
   *
   * @throws IllegalArgumentException if the layer does not begin with such a product
   */
  default Tensor project(Tape tape, Parameters parameters, SparseMatrix x) {
    return tape.add(new Propagate(tape.backend(), x, projection(parameters))).output();
  }

  /**
   * Whether the layer lets a pass reuse the projection of another pass. This is so if {@link
   * #project} is a product, and if node i's output depends only on the nodes for which row i of the
   * adjacency has an entry.
   */
  default boolean reachesByEdges() {
    return false;
  }

  /**
   * The same as {@link #project}, for a pass whose input x equals that of an earlier pass over the
   * same graph in most rows. This default computes all rows again.
   *
   * @param known the earlier pass's projection
   * @param changes the rows of the first layer's input that have changed
   */
  default Tensor projectReached(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor x,
      Tensor known,
      ChangedRows changes) {
    return project(tape, parameters, x);
  }

  /**
   * Adds the layer without its first part to a tape.
   *
   * @param projection the result of {@link #project}; some of its rows may have been moved or set
   *     to 0
   * @return nodes x outputs
   */
  default Tensor applyToProjection(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor projection,
      Activation activation) {
    return apply(tape, parameters, adjacency, projection, activation);
  }

  /**
   * The layer in training: {@link #apply}, or with a projected input {@link #applyToProjection}. A
   * layer that drops values of its own overrides this.
   *
   * @param x nodes x inputs, or the result of {@link #project}
   * @param projected whether x is the result of {@link #project}
   * @param stream the stream of the random numbers of this use of the layer
   */
  default Tensor train(
      StepContext step, Tensor x, boolean projected, Activation activation, int stream) {
    return projected
        ? applyToProjection(step.tape(), step.parameters(), step.adjacency(), x, activation)
        : apply(step.tape(), step.parameters(), step.adjacency(), x, activation);
  }

  /**
   * The same as {@link #apply}, for some nodes only.
   *
   * @param rows the numbers of these nodes
   * @return one row for each of these nodes, x outputs
   */
  default Tensor applyTo(
      Indices rows,
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor x,
      Activation activation) {
    Tensor all = apply(tape, parameters, adjacency, x, activation);
    return tape.add(new GatherRows(tape.backend(), all, rows)).output();
  }

  /**
   * The mean squared error between the output of {@link #apply} without an activation and sparse
   * features. It is computed from products, so that neither matrix is stored in dense form.
   *
   * @param target the features to reconstruct, nodes x outputs
   * @param rows the rows of the mean; without them all rows
   * @param weight factor of the loss in the gradient
   * @return 1 x 1
   * @throws IllegalArgumentException if the layer does not end with a product
   */
  default Tensor reconstructionLoss(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor x,
      SparseFeatures target,
      Optional<RowChoice> rows,
      double weight) {
    throw new IllegalArgumentException(this + " takes no sparse features");
  }

  /** Whether a node's output depends on other nodes. */
  default boolean mixesNodes() {
    return true;
  }
}
