package dev.earshot.nn;

import dev.earshot.base.Checks;

/**
 * The shape of a network.
 *
 * @param layer kind of the hidden layers
 * @param head kind of the heads for classes, reconstruction and shuffle
 * @param layers number of hidden layers; with 0 the network consists of its heads
 * @param width number of columns of each hidden layer
 * @param dropout fraction of hidden values that are dropped in training
 */
public record NetworkSettings(
    LayerKind layer, LayerKind head, int layers, int width, double dropout) {
  /** Far more than help anyone; a damaged file may claim billions. */
  private static final int MOST_LAYERS = 1000;

  private static final int MOST_WIDTH = 1_000_000;

  public NetworkSettings {
    Checks.range("layers", layers, 0, MOST_LAYERS);
    Checks.range("width", width, 1, MOST_WIDTH);
    Checks.require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1): %s", dropout);
  }

  /** The same with another number of hidden layers. */
  public NetworkSettings withLayers(int other) {
    return new NetworkSettings(layer, head, other, width, dropout);
  }
}
