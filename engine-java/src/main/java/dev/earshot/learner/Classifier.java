package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;

/**
 * What a {@link Learner} has learnt. It belongs to no backend; it is immutable, and threads may
 * share it.
 */
public interface Classifier {
  /** d, features of a vector. */
  int columns();

  /** Number of classes. */
  int classes();

  /**
   * Classifies vectors.
   *
   * @param x n x d, row-major, of the same features as the training vectors
   * @return n x classes, row-major; each row sums to 1
   */
  float[] probabilities(float[] x, Backend backend);

  /**
   * Classifies vectors that pass through a map first, as {@link #probabilities(float[], Backend)}
   * of the mapped ones. A classifier may apply the map where its backend computes.
   */
  default float[] probabilities(FeatureMap map, float[] x, Backend backend) {
    return probabilities(map.apply(x), backend);
  }

  /** Number of hidden layers. */
  default int hiddenLayers() {
    return 0;
  }

  /**
   * The rows of the last hidden layer; without hidden layers the features as the classifier
   * standardises them.
   *
   * @param map what the vectors pass through first
   * @param x n x d, row-major
   * @return n x width, row-major
   */
  default float[] embed(FeatureMap map, float[] x, Backend backend) {
    return map.apply(x);
  }

  /** How many numbers were trained by gradients: weights and biases. */
  default int parameters() {
    return 0;
  }

  /** The name under which its reader is registered, see {@link Learners#readers}. */
  String kind();

  /** Writes all that the reader of its {@link #kind} needs. */
  void write(ClassifierStore store);

  /** Makes a classifier of what {@link Classifier#write} has written. */
  interface Reader {
    /**
     * @throws IllegalArgumentException if something is missing or out of range
     */
    Classifier read(ClassifierStore store);
  }
}
