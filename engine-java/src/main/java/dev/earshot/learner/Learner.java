package dev.earshot.learner;

import dev.earshot.compute.Backend;

/**
 * A way to learn a classifier from labelled and unlabelled vectors. {@link Learners} lists all
 * learners. Each can be a baseline of {@code compare} and a member of the vote.
 */
public interface Learner {
  /**
   * Learns a classifier. Equal arguments give equal classifiers.
   *
   * @param data the vectors and the known labels
   * @param seed the seed of all randomness
   * @param backend computes the learning
   * @return the classifier
   * @throws InterruptedException if the thread is interrupted
   */
  Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException;

  /**
   * The largest number of unlabelled rows that this learner uses. Code that prepares rows for it
   * need not prepare more.
   */
  default int mostUnlabelled() {
    return Integer.MAX_VALUE;
  }
}
