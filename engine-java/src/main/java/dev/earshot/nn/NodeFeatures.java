package dev.earshot.nn;

import dev.earshot.autodiff.Tensor;
import java.util.Optional;

/**
 * The features of a graph's nodes as a network's first layer takes them: as they are, or projected
 * by the layer's weights already ({@link Layer#project}), so that passes over rows that were hidden
 * or have changed places share one product; and what such passes share of the second layer.
 *
 * @param rows nodes x inputs, or nodes x outputs of the first layer's projection
 * @param projected whether they are projected
 * @param second the clean pass's projection by the second layer, if passes share that
 * @param changes which rows are not those of the clean pass; none in the clean pass itself
 */
public record NodeFeatures(
    Tensor rows, boolean projected, Optional<Tensor> second, Optional<ChangedRows> changes) {
  /** Features as they are. */
  public static NodeFeatures of(Tensor rows) {
    return new NodeFeatures(rows, false, Optional.empty(), Optional.empty());
  }

  /** Features projected by the first layer. */
  public static NodeFeatures projected(Tensor rows) {
    return new NodeFeatures(rows, true, Optional.empty(), Optional.empty());
  }

  /** The same with the clean pass's projection by the second layer. */
  NodeFeatures withSecond(Tensor projection) {
    return new NodeFeatures(rows, projected, Optional.of(projection), changes);
  }

  /** Other rows of the same kind, most of them equal to these. */
  public NodeFeatures with(Tensor other, ChangedRows changed) {
    return new NodeFeatures(other, projected, second, Optional.of(changed));
  }
}
