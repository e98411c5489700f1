package dev.earshot.learner;

import dev.earshot.compute.Backend;

/**
 * A way to learn a classifier from some labelled and any number of unlabelled vectors. {@link
 * Learners} lists them: each is a baseline of {@code compare} and a possible member of the vote.
 */
public interface Learner {
  /**
   * Learns. Equal arguments give equal classifiers.
   *
   * @param data vectors and what is known of their classes
   * @param seed of all randomness
   * @throws InterruptedException if the thread is interrupted
   */
  Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException;

  /**
   * How many unlabelled rows it looks at, at most. What prepares rows for it need not prepare more.
   */
  default int mostUnlabelled() {
    return Integer.MAX_VALUE;
  }
}
