package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;

/**
 * Label spreading (Zhou et al., NIPS 2003) over the neighbour graph of the training rows, labelled
 * and unlabelled. See {@link SpreadLabels}.
 *
 * @param k neighbours of a row, at least 1
 * @param alpha the neighbours' weight in a row's new distribution, in (0, 1)
 * @param balanced whether all classes have the same total weight
 * @param mostRows the largest number of rows in the graph; all labelled rows are in it, even if
 *     they are more
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
