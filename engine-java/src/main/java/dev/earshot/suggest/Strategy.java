package dev.earshot.suggest;

/** What a batch of clips to label is chosen by. */
public enum Strategy {
  /**
   * Every tenth clip at random, so that accuracy can be estimated without bias; the others as
   * {@link #UNCERTAIN}.
   */
  MIXED,
  /** Clips among many whose class is uncertain, and far from each other. */
  UNCERTAIN,
  /** Clips that stand for many others, far from each other and from those with a label. */
  DIVERSE,
  /** Clips among many that may be of the classes with the fewest labels. */
  RARE
}
