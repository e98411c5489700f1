package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.format.NumberArray;

/**
 * Decision trees that vote, each for one class. If {@code features[i]} is {@link #LEAF}, node i is
 * a leaf and its class is {@code targets[i]}. Otherwise a vector continues from node i to node
 * {@code targets[i]} if its feature {@code features[i]} is at most {@code thresholds[i]}, and to
 * node {@code targets[i] + 1} if not. Children have higher indices than their node. Immutable by
 * contract: nobody writes to the arrays.
 *
 * @param columns d, the number of features of a vector
 * @param classes number of classes
 * @param roots the index of each tree's first node
 * @param features the feature that each node compares, or {@link #LEAF}
 * @param thresholds the threshold of each node
 * @param targets the first child of each node, or the class of a leaf
 */
public record Forest(
    int columns, int classes, int[] roots, int[] features, float[] thresholds, int[] targets)
    implements Classifier {
  static final String KIND = "forest";

  /** Stands for a feature where the node is a leaf. */
  public static final int LEAF = -1;

  /**
   * @throws IllegalArgumentException if the arrays differ in length, a node refers to a feature, a
   *     class or a node that does not exist, or there is no tree
   */
  public Forest {
    int nodes = features.length;
    Checks.require(
        nodes == thresholds.length && nodes == targets.length,
        "a forest of %s features, %s thresholds and %s targets",
        nodes,
        thresholds.length,
        targets.length);
    Checks.range("columns", columns, 1, MOST_COLUMNS);
    Checks.range("classes", classes, 1, MOST_CLASSES);
    Checks.require(roots.length > 0, "a forest needs a tree");
    Checks.finite(thresholds, "thresholds");
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
      if (!sound) {
        throw new IllegalArgumentException(
            "node %s of a forest: feature %s, target %s".formatted(i, features[i], targets[i]));
      }
    }
  }

  /** The fraction of the trees that vote for each class. */
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

  /** The stored values that are not tensors. */
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
