package dev.earshot.nn;

/** The kinds of layers that a network can be built of. */
public enum LayerKind {
  /** {@link GraphConvolution}. */
  GCN,
  /** {@link SelfMeanConvolution}. */
  GRAPHCONV,
  /** {@link GraphAttention}. */
  GAT,
  /** {@link GraphIsomorphism}. */
  GIN,
  /** {@link DenseLayer}. */
  DENSE;

  /** A layer of this kind. */
  public Layer layer(String name, int inputs, int outputs) {
    return switch (this) {
      case GCN -> new GraphConvolution(name, inputs, outputs);
      case GRAPHCONV -> new SelfMeanConvolution(name, inputs, outputs);
      case GAT -> new GraphAttention(name, inputs, outputs);
      case GIN -> new GraphIsomorphism(name, inputs, outputs);
      case DENSE -> new DenseLayer(name, inputs, outputs);
    };
  }
}
