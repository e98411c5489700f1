package dev.earshot.nn;

import dev.earshot.autodiff.Tensor;

/**
 * The features of a graph's nodes as a network's first layer takes them: as they are, or projected
 * by the layer's weights already ({@link Layer#project}), so that passes over rows that were hidden
 * or have changed places share one product.
 *
 * @param rows nodes x inputs, or nodes x outputs of the first layer's projection
 * @param projected whether they are projected
 */
public record NodeFeatures(Tensor rows, boolean projected) {
  /** Features as they are. */
  public static NodeFeatures of(Tensor rows) {
    return new NodeFeatures(rows, false);
  }

  /** Other rows of the same kind. */
  public NodeFeatures with(Tensor other) {
    return new NodeFeatures(other, projected);
  }
}
