package dev.earshot.method;

import dev.earshot.base.Checks;
import dev.earshot.nn.BalancedSampler;

/**
 * Which nodes a training step draws.
 *
 * @param wholeGraph whether one graph of all training nodes is used instead of subgraphs (the
 *     paper's ablation)
 * @param perClass labelled nodes of each class in a subgraph; 0 for {@code max(2, round(48 / C))}
 * @param unlabelled unlabelled nodes in a subgraph
 */
public record SamplingSettings(boolean wholeGraph, int perClass, int unlabelled) {
  private static final int MOST_NODES = 1_000_000;

  public SamplingSettings {
    Checks.range("perClass", perClass, 0, MOST_NODES);
    Checks.range("unlabelled", unlabelled, 0, MOST_NODES);
  }

  /**
   * Labelled nodes of each class, given C classes. For the paper's 4 classes it is 12, for its 33
   * it is 2.
   */
  public int perClassOf(int classes) {
    return perClass > 0 ? perClass : BalancedSampler.usualPerClass(classes);
  }
}
