package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.data.Standardizer;
import java.util.List;

/**
 * Labels spread over the training clips, with all that it needs to classify others. Immutable;
 * threads may share it.
 *
 * @param encoder what makes the features
 * @param classes names of the classes
 * @param standardizer the training set's column statistics
 * @param labels over the standardised training clips
 */
public record SpreadingModel(
    String encoder, List<String> classes, Standardizer standardizer, SpreadLabels labels)
    implements Voter {
  /**
   * @throws IllegalArgumentException if the parts are not of the same features and classes
   */
  public SpreadingModel {
    classes = List.copyOf(classes);
    Checks.require(
        labels.classes() == classes.size(),
        "labels of %s classes, expected %s",
        labels.classes(),
        classes.size());
    Checks.require(
        labels.columns() == standardizer.mean().length,
        "labels of clips with %s columns, standardised over %s",
        labels.columns(),
        standardizer.mean().length);
  }

  @Override
  public int columns() {
    return labels.columns();
  }

  @Override
  public float[] probabilities(float[] x, Backend backend) {
    return labels.probabilities(standardizer.apply(x), backend);
  }
}
