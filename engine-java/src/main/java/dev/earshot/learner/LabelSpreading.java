package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;

/**
 * Label spreading (Zhou et al., NIPS 2003) over the graph of nearest training rows, labelled or
 * not, see {@link SpreadLabels}.
 *
 * @param k neighbours of a row
 * @param alpha how much a row takes from its neighbours, in (0, 1)
 * @param balanced whether the labels of each class, few or many, weigh the same
 * @param mostRows how many rows are in the graph, at most; the labelled ones are in any case
 */
public record LabelSpreading(int k, double alpha, boolean balanced, int mostRows)
    implements Learner {
  public LabelSpreading {
    Checks.require(k >= 1, "k must be at least 1: %s", k);
    Checks.require(alpha > 0 && alpha < 1, "alpha must be in (0, 1): %s", alpha);
  }

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) {
    int unlabelled = Math.max(0, mostRows - data.labelled().length);
    TrainingSet rows = data.limited(unlabelled);
    int[] nearest = rows.nearest(k, backend);
    return SpreadLabels.of(rows, nearest, alpha, balanced, backend);
  }
}
