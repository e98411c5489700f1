package dev.earshot.learner;

/**
 * A classifier whose numbers are in the memory of a backend, so that each call only computes. One
 * thread at a time may use it, and only while its backend is open. {@link Classifier#on} makes it.
 */
public interface ReadyClassifier {
  /**
   * Classifies vectors.
   *
   * @param x n x d, row-major, with n at most the number of rows that it was made for
   * @return n x classes, row-major; each row sums to 1
   */
  float[] probabilities(float[] x);
}
