package dev.earshot.method;

import dev.earshot.base.Checks;
import dev.earshot.compute.EdgeSettings;
import dev.earshot.learner.Classifier;
import dev.earshot.nn.NetworkSettings;

/**
 * Everything that describes a graph classifier except its weights, statistics and contexts.
 *
 * @param columns d, number of features of a clip
 * @param classes number of classes
 * @param network shape of the network
 * @param edges how the nodes of a context are linked
 * @param inference how clips are joined to a context, with every number filled in
 * @param clip bound on the magnitude of standardised features; 0 for none
 * @param seed seed of the random edges
 */
public record GraphClassifierSettings(
    int columns,
    int classes,
    NetworkSettings network,
    EdgeSettings edges,
    InferenceSettings inference,
    double clip,
    long seed) {
  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public GraphClassifierSettings {
    Checks.range("columns", columns, 1, Classifier.MOST_COLUMNS);
    Checks.range("classes", classes, 1, Classifier.MOST_CLASSES);
    Checks.range("clip", clip, 0, Double.MAX_VALUE);
  }
}
