package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;

/**
 * The result of a {@link Learner}: features in, probabilities out. A classifier does not depend on
 * the backend that trained it. It is immutable, so several threads may use it.
 */
public interface Classifier {
  /** The most features of a vector. A damaged file may claim more than memory holds. */
  int MOST_COLUMNS = 10_000_000;

  /** The most classes. */
  int MOST_CLASSES = 1_000_000;

  /** d, the number of features of a vector. */
  int columns();

  /** Number of classes. */
  int classes();

  /**
   * Classifies vectors.
   *
   * @param x n x d, row-major, with the same features as the training vectors
   * @return n x classes, row-major; each row sums to 1
   */
  float[] probabilities(float[] x, Backend backend);

  /**
   * Applies a map to vectors and classifies the result. It gives what {@link
   * #probabilities(float[], Backend)} gives for the mapped vectors. A classifier may apply the map
   * on its backend.
   *
   * @param map applied to each vector first
   * @param x n x d, row-major
   * @return n x classes, row-major; each row sums to 1
   */
  default float[] probabilities(FeatureMap map, float[] x, Backend backend) {
    return probabilities(map.apply(x), backend);
  }

  /**
   * Copies the classifier to a backend, for many calls. It then gives what {@link
   * #probabilities(FeatureMap, float[], Backend)} gives, without copying its numbers each time.
   *
   * @param map applied to each vector first
   * @param rows the largest number of vectors of a call, at least 1
   */
  default ReadyClassifier on(FeatureMap map, int rows, Backend backend) {
    return x -> probabilities(map, x, backend);
  }

  /** Number of hidden layers. */
  default int hiddenLayers() {
    return 0;
  }

  /**
   * The outputs of the last hidden layer. Without hidden layers these are the features as the
   * classifier standardises them.
   *
   * @param map applied to each vector first
   * @param x n x d, row-major
   * @return n x width, row-major
   */
  default float[] embed(FeatureMap map, float[] x, Backend backend) {
    return map.apply(x);
  }

  /** The number of weights and biases that were trained by gradients. */
  default int parameters() {
    return 0;
  }

  /**
   * The name of this kind of classifier. Its reader is registered under it in {@link
   * Learners#readers}.
   */
  String kind();

  /** Writes everything that the reader of its {@link #kind} needs. */
  void write(ClassifierStore store);

  /** Restores a classifier that {@link Classifier#write} has stored. */
  interface Reader {
    /**
     * @throws IllegalArgumentException if something is missing or out of range
     */
    Classifier read(ClassifierStore store);
  }
}
