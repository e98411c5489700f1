package dev.earshot.learner;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import java.util.List;
import java.util.Optional;

/**
 * A forest with all that it needs to classify clips. Immutable; threads may share it.
 *
 * @param encoder what makes the features
 * @param classes names of the classes
 * @param smoother what mixes a clip's features with its neighbours' first, if anything does
 */
public record ForestModel(
    String encoder, List<String> classes, Optional<Smoother> smoother, Forest forest)
    implements Voter {
  /**
   * @throws IllegalArgumentException if the parts are not of the same features and classes
   */
  public ForestModel {
    classes = List.copyOf(classes);
    Checks.require(
        forest.classes() == classes.size(),
        "a forest of %s classes, expected %s",
        forest.classes(),
        classes.size());
    smoother.ifPresent(smooth ->
        Checks.require(
            smooth.columns() == forest.columns(),
            "a forest of %s columns on features smoothed over %s",
            forest.columns(),
            smooth.columns()));
  }

  @Override
  public int columns() {
    return forest.columns();
  }

  @Override
  public float[] probabilities(float[] x, Backend backend) {
    return forest.probabilities(smoother.map(own -> own.apply(x, backend)).orElse(x));
  }
}
