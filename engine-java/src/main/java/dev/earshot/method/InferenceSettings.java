package dev.earshot.method;

import dev.earshot.compute.Checks;

/**
 * How new clips are classified.
 *
 * @param mode which training nodes a clip is joined to
 * @param randomEdges T, the number of edges into a clip for {@link Inference#RANDOM}; 0 for the
 *     least number that reaches a truly labelled node with probability {@code reach}
 * @param reach this probability, in [0, 1)
 * @param neighbors number of edges into a clip for {@link Inference#KNN}
 * @param contexts number of contexts over which the probabilities are averaged
 * @param contextPerClass training nodes of each class in a context; 0 for the number of labelled
 *     nodes of each class in a training subgraph
 */
public record InferenceSettings(
    Inference mode,
    int randomEdges,
    double reach,
    int neighbors,
    int contexts,
    int contextPerClass) {
  public InferenceSettings {
    Checks.require(randomEdges >= 0, "randomEdges must not be negative: %s", randomEdges);
    Checks.require(reach >= 0 && reach < 1, "reach must be in [0, 1): %s", reach);
    Checks.require(neighbors >= 1, "neighbors must be at least 1: %s", neighbors);
    Checks.require(contexts >= 1, "contexts must be at least 1: %s", contexts);
    Checks.require(
        contextPerClass >= 0, "contextPerClass must not be negative: %s", contextPerClass);
  }

  /** The same with another mode. */
  public InferenceSettings withMode(Inference other) {
    return new InferenceSettings(other, randomEdges, reach, neighbors, contexts, contextPerClass);
  }

  /** The same with T given. */
  public InferenceSettings withRandomEdges(int edges) {
    return new InferenceSettings(mode, edges, reach, neighbors, contexts, contextPerClass);
  }

  /** The same with the number of training nodes given. */
  public InferenceSettings withContextPerClass(int perClass) {
    return new InferenceSettings(mode, randomEdges, reach, neighbors, contexts, perClass);
  }

  /** Number of edges into a clip. */
  public int edges() {
    return switch (mode) {
      case RANDOM -> randomEdges;
      case KNN -> neighbors;
      case NONE -> 0;
    };
  }
}
