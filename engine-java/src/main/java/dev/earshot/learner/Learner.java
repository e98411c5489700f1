package dev.earshot.learner;

import dev.earshot.compute.Backend;

/** A way to learn a classifier from some labelled and any number of unlabelled vectors. */
public interface Learner {
  /**
   * Learns. Equal arguments give equal classifiers.
   *
   * @param data standardised vectors and what is known of their classes
   * @param seed of all randomness
   * @throws InterruptedException if the thread is interrupted
   */
  Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException;
}
