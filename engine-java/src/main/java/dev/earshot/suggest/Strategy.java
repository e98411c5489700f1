package dev.earshot.suggest;

/** What a batch of clips to label is chosen by. */
public enum Strategy {
  /**
   * Some clips at random, of which accuracy can be estimated without bias; the others as {@link
   * #UNCERTAIN}, with more weight on classes that have few labels.
   */
  MIXED,
  /** Clips among many whose class is uncertain, and far from each other. */
  UNCERTAIN,
  /** Clips that stand for many others, far from each other and from those with a label. */
  DIVERSE,
  /** Clips among many that may be of the classes with the fewest labels. */
  RARE
}
