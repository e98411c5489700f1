package dev.earshot.method;

/** What a member of an ensemble is. */
public enum MemberKind {
  /** Class-balanced multinomial logistic regression on a clip's own features. */
  LINEAR,
  /**
   * The same on features that are half a clip's own, half the mean of its 8 nearest training clips:
   * a graph convolution without a hidden layer.
   */
  SMOOTHED_LINEAR,
  /**
   * The same, learnt from its own surest guesses on unlabelled clips too, as many of every class.
   */
  SELF_TRAINED,
  /** The recipe's network with dense layers, which look at no neighbour. */
  PERCEPTRON,
  /** The recipe's network. */
  GRAPH,
  /** Extremely randomised trees on a clip's own features. */
  FOREST,
  /** The same on features smoothed as those of {@link #SMOOTHED_LINEAR}. */
  SMOOTHED_FOREST,
  /**
   * Label spreading over the graph of nearest training clips: by far the best where neighbours
   * agree, of little use where they do not, so it votes only where held-back labels speak for it.
   */
  SPREADING;

  /** Whether it votes only where it is better than the middle of the others. */
  public boolean guest() {
    return this == SPREADING;
  }

  /** Whether it is logistic regression, with a penalty to choose. */
  public boolean linear() {
    return this == LINEAR || this == SMOOTHED_LINEAR;
  }

  /** Whether different seeds make different ones. */
  public boolean random() {
    return !linear() && this != SELF_TRAINED && this != SPREADING;
  }

  /** Whether it looks at a mean of neighbours' features. */
  public boolean smoothed() {
    return this == SMOOTHED_LINEAR || this == SELF_TRAINED || this == SMOOTHED_FOREST;
  }
}
