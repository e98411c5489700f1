package dev.earshot.method;

/** How a new clip is joined to training nodes. */
public enum Inference {
  /** To random training nodes (the paper, section III.D). */
  RANDOM,
  /** To the nearest training nodes. */
  KNN,
  /** To no node. The network computes from the clip alone. */
  NONE
}
