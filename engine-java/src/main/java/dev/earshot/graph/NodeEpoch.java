package dev.earshot.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One epoch of a training, which is one step over the whole graph.
 *
 * @param epoch its number, from 1
 * @param losses the unweighted losses by name: {@code crossEntropy}, then the tasks
 * @param validationLoss cross-entropy of the validation nodes after the step, without dropout
 * @param validationAccuracy fraction of the validation nodes that are recognised then
 * @param seconds time since the training began
 */
public record NodeEpoch(
    int epoch,
    Map<String, Double> losses,
    double validationLoss,
    double validationAccuracy,
    double seconds) {
  public NodeEpoch {
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
  }

  /** Whether this epoch is better than another: more nodes are right, or as many at less loss. */
  boolean isBetterThan(NodeEpoch other) {
    return validationAccuracy > other.validationAccuracy
        || validationAccuracy == other.validationAccuracy && validationLoss < other.validationLoss;
  }
}
