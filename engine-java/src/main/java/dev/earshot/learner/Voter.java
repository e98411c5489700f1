package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import java.util.List;

/** Something trained that gives probabilities on its own. */
public interface Voter {
  /** The name of the encoder that makes its features. */
  String encoder();

  /** d, features of a clip. */
  int columns();

  /** Names of the classes. */
  List<String> classes();

  /**
   * Classifies clips.
   *
   * @param x n x d features, row-major, in the space that it was trained in
   * @return n x classes probabilities, row-major
   */
  float[] probabilities(float[] x, Backend backend);

  /**
   * The same for features as the encoder gives them.
   *
   * @param map takes them to the space that it was trained in
   */
  default float[] probabilities(FeatureMap map, float[] x, Backend backend) {
    return probabilities(map.apply(x), backend);
  }
}
