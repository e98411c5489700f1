package dev.earshot.nn;

import dev.earshot.autodiff.Tensor;
import java.util.Optional;

/**
 * The features of a graph's nodes, as the input of a network's first layer. They may already be
 * projected by that layer ({@link Layer#project}). Passes whose rows are only set to 0 or moved can
 * then use the same product. They may also use the clean pass's projection by the second layer.
 *
 * @param rows nodes x inputs, or nodes x outputs of the first layer's projection
 * @param projected whether the rows are projected
 * @param second the clean pass's projection by the second layer, if passes use it
 * @param changes the rows that may differ from the clean pass; empty in the clean pass itself
 */
public record NodeFeatures(
    Tensor rows, boolean projected, Optional<Tensor> second, Optional<ChangedRows> changes) {
  /** Features that have not been projected. */
  public static NodeFeatures of(Tensor rows) {
    return new NodeFeatures(rows, false, Optional.empty(), Optional.empty());
  }

  /** Features projected by the first layer. */
  public static NodeFeatures projected(Tensor rows) {
    return new NodeFeatures(rows, true, Optional.empty(), Optional.empty());
  }

  /** The same rows for a pass over another graph, which must compute all layers itself. */
  public NodeFeatures forOtherGraph() {
    return new NodeFeatures(rows, projected, Optional.empty(), Optional.empty());
  }

  /** The same with the clean pass's projection by the second layer. */
  NodeFeatures withSecond(Tensor projection) {
    return new NodeFeatures(rows, projected, Optional.of(projection), changes);
  }

  /** The same with other rows, which equal these except where {@code changed} marks them. */
  public NodeFeatures with(Tensor other, ChangedRows changed) {
    return new NodeFeatures(other, projected, second, Optional.of(changed));
  }
}
