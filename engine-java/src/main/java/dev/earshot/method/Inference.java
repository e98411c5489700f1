package dev.earshot.method;

/** How a new clip is joined to training nodes. */
public enum Inference {
  /** To random ones (the paper, section III.D). */
  RANDOM,
  /** To its nearest ones. */
  KNN,
  /** To none: the network sees the clip alone. */
  NONE
}
