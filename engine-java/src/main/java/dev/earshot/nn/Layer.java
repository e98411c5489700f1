package dev.earshot.nn;

import dev.earshot.autodiff.GatherRows;
import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
import dev.earshot.compute.Indices;
import dev.earshot.compute.SparseMatrix;
import java.util.List;

/** One layer of a network over a graph: nodes x inputs in, nodes x outputs out. */
public interface Layer {
  /** The parameters it needs. */
  List<ParameterShape> shapes();

  /**
   * Puts the layer on a tape.
   *
   * @param parameters holds {@link #shapes}
   * @param adjacency the graph's normalised edges, nodes x nodes
   * @param x nodes x inputs
   * @return nodes x outputs
   */
  Tensor apply(
      Tape tape, Parameters parameters, SparseMatrix adjacency, Tensor x, Activation activation);

  /**
   * The first part of the layer, which is linear and treats each row alone; x itself if there is no
   * such part. {@link #applyToProjection} does the rest.
   *
   * @param x nodes x inputs
   */
  default Tensor project(Tape tape, Parameters parameters, Tensor x) {
    return x;
  }

  /**
   * As {@link #project(Tape, Parameters, Tensor)} of sparse features, such as a bag of words.
   *
   * @throws IllegalArgumentException if the layer does not begin with such a product
   */
  default Tensor project(Tape tape, Parameters parameters, SparseMatrix x) {
    throw new IllegalArgumentException(this + " takes no sparse features");
  }

  /**
   * Whether node i's output depends on the rows alone to which row i of the adjacency has an entry,
   * and {@link #project} is a product that can be taken over from another pass.
   */
  default boolean reachesByEdges() {
    return false;
  }

  /**
   * {@link #project} for a pass over the same graph whose input x is mostly that of an earlier one;
   * here all of it is computed again.
   *
   * @param known the earlier pass's projection
   * @param changes which rows of the first layer's input changed
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
   * Puts the layer on a tape but for its first part.
   *
   * @param projection what {@link #project} gave, or some of its rows in other places or 0
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
   * As {@link #apply}, of some nodes only.
   *
   * @param rows numbers of nodes
   * @return as many rows as there are numbers, x outputs
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
   * The mean squared error of {@link #apply}, without an activation, against sparse features, by
   * products that lay out neither.
   *
   * @param weight of the loss in the gradient
   * @return 1 x 1
   * @throws IllegalArgumentException if the layer does not end with a product
   */
  default Tensor reconstructionLoss(
      Tape tape,
      Parameters parameters,
      SparseMatrix adjacency,
      Tensor x,
      SparseFeatures target,
      double weight) {
    throw new IllegalArgumentException(this + " takes no sparse features");
  }

  /** Whether a node's output depends on other nodes. */
  default boolean mixesNodes() {
    return true;
  }
}
