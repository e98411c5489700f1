package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.data.NumberArray;

/**
 * Decision trees, each naming one class. At node i a vector goes on to node {@code targets[i]} if
 * its feature {@code features[i]} is at most {@code thresholds[i]}, to the node after that one if
 * not; where {@code features[i]} is {@link #LEAF}, the class is {@code targets[i]}. A node's
 * children stand after it. Immutable by contract: nobody writes to the arrays.
 *
 * @param columns d, features of a vector
 * @param classes how many there are
 * @param roots the node where each tree begins
 */
public record Forest(
    int columns, int classes, int[] roots, int[] features, float[] thresholds, int[] targets)
    implements Classifier {
  static final String KIND = "forest";

  /** In place of a feature: the tree ends here. */
  public static final int LEAF = -1;

  /**
   * @throws IllegalArgumentException if a node names a feature, a class or another node that there
   *     is not, or there is no tree
   */
  public Forest {
    int nodes = features.length;
    Checks.require(
        nodes == thresholds.length && nodes == targets.length,
        "a forest of %s features, %s thresholds and %s targets",
        nodes,
        thresholds.length,
        targets.length);
    Checks.require(roots.length > 0, "a forest needs a tree");
    for (int root : roots) {
      Checks.require(root >= 0 && root < nodes, "a tree begins at node %s of %s", root, nodes);
    }
    for (int i = 0; i < nodes; i++) {
      boolean sound =
          features[i] == LEAF
              ? targets[i] >= 0 && targets[i] < classes
              : features[i] >= 0
                  && features[i] < columns
                  && targets[i] > i
                  && targets[i] < nodes - 1;
      Checks.require(
          sound, "node %s of a forest: feature %s, target %s", i, features[i], targets[i]);
    }
  }

  /** The fraction of the trees that name each class. */
  @Override
  public float[] probabilities(float[] x, Backend backend) {
    Checks.require(x.length % columns == 0, "%s numbers are not rows of %s", x.length, columns);
    int n = x.length / columns;
    float vote = 1f / roots.length;
    float[] probabilities = new float[n * classes];
    for (int row = 0; row < n; row++) {
      for (int root : roots) {
        int at = root;
        while (features[at] != LEAF) {
          at = x[row * columns + features[at]] <= thresholds[at] ? targets[at] : targets[at] + 1;
        }
        probabilities[row * classes + targets[at]] += vote;
      }
    }
    return probabilities;
  }

  /** What is no tensor. */
  private record Settings(int columns, int classes) {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ClassifierStore store) {
    store.put(new Settings(columns, classes));
    store.put("roots", NumberArray.of(roots, roots.length));
    store.put("features", NumberArray.of(features, features.length));
    store.put("thresholds", NumberArray.of(thresholds, thresholds.length));
    store.put("targets", NumberArray.of(targets, targets.length));
  }

  static Forest read(ClassifierStore store) {
    Settings settings = store.settings(Settings.class);
    return new Forest(
        settings.columns(),
        settings.classes(),
        store.tensor("roots").toInts(),
        store.tensor("features").toInts(),
        store.tensor("thresholds").toFloats(),
        store.tensor("targets").toInts());
  }
}
