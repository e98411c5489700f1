package dev.earshot.learner;

import dev.earshot.compute.Backend;

/** What a {@link Learner} has learnt. It belongs to no backend. */
public interface Classifier {
  /**
   * Classifies vectors.
   *
   * @param x n x d, row-major, standardised as the training vectors were
   * @return n x classes, row-major; each row sums to 1
   */
  float[] probabilities(float[] x, Backend backend);
}
