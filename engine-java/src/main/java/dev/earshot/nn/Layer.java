package dev.earshot.nn;

import dev.earshot.autodiff.Tape;
import dev.earshot.autodiff.Tensor;
import dev.earshot.compute.Activation;
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
}
