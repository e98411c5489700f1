package dev.earshot.method;

import dev.earshot.base.Checks;

/**
 * How new clips are classified.
 *
 * @param mode which training nodes a clip is joined to
 * @param randomEdges T, the number of edges into a clip for {@link Inference#RANDOM} and {@link
 *     Inference#MATCHED}; 0 for the least number that reaches a truly labelled node with
 *     probability {@code reach}
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
  private static final int MOST_NEIGHBORS = 10_000;
  private static final int MOST_CONTEXTS = 10_000;
  private static final int MOST_PER_CLASS = 1_000_000;

  public InferenceSettings {
    Checks.range("randomEdges", randomEdges, 0, Integer.MAX_VALUE);
    Checks.require(reach >= 0 && reach < 1, "reach must be in [0, 1): %s", reach);
    Checks.range("neighbors", neighbors, 1, MOST_NEIGHBORS);
    Checks.range("contexts", contexts, 1, MOST_CONTEXTS);
    Checks.range("contextPerClass", contextPerClass, 0, MOST_PER_CLASS);
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
      case RANDOM, MATCHED -> randomEdges;
      case KNN -> neighbors;
      case NONE -> 0;
    };
  }
}
