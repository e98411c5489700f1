package dev.earshot.method;

/** How a new clip is joined to training nodes. */
public enum Inference {
  /** To random training nodes (the paper, section III.D). */
  RANDOM,
  /**
   * To random training nodes, and so are some nodes in each training step: with the probability
   * {@link dev.earshot.compute.EdgeSettings#blindShare}, a labelled node gets edges from as many
   * random nodes in place of its nearest. Training then has nodes whose edges do not follow the
   * labels, as those of a new clip do not.
   */
  MATCHED,
  /** To the nearest training nodes. */
  KNN,
  /** To no node. The network computes from the clip alone. */
  NONE
}
