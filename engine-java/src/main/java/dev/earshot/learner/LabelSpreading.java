package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;

/**
 * Label spreading (Zhou et al., NIPS 2003) over the graph of nearest training rows, labelled or
 * not, as {@link SpreadLabels} has it; every label counts the same.
 *
 * @param k neighbours of a row
 * @param alpha how much a row takes from its neighbours, in (0, 1)
 */
public record LabelSpreading(int k, double alpha) implements Learner {
  public LabelSpreading {
    Checks.require(k >= 1, "k must be at least 1: %s", k);
    Checks.require(alpha > 0 && alpha < 1, "alpha must be in (0, 1): %s", alpha);
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) {
    int[] nearest = data.nearest(k, backend);
    return SpreadLabels.of(
            data.x(), data.columns(), data.labels(), data.classes(), nearest, alpha, false, backend)
        ::probabilities;
  }
}
