package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.data.Dataset;
import dev.earshot.data.Partition;
import dev.earshot.learner.ExtraTrees;
import dev.earshot.learner.ForestModel;
import dev.earshot.learner.Smoother;
import java.util.Optional;

/** Extremely randomised trees as a member of an ensemble. */
final class ForestFit {
  private static final ExtraTrees TREES = new ExtraTrees(200, 0.15);

  private ForestFit() {}

  /**
   * Grows the trees on the labelled clips.
   *
   * @param smoothed whether on features mixed with those of the nearest training clips
   */
  static ForestModel fit(
      Dataset data, Partition partition, boolean smoothed, long seed, Backend backend) {
    Dataset labelled = data.select(partition.labelled());
    Optional<Smoother> smoother =
        smoothed
            ? Optional.of(Smoother.of(data, partition.training(), labelled.rows()))
            : Optional.empty();
    // The labelled clips are the first of the references.
    float[] x =
        smoother.map(own -> own.ofReferences(labelled.rows(), backend)).orElse(labelled.x());
    return new ForestModel(
        data.encoder(),
        data.classes(),
        smoother,
        TREES.grow(x, data.columns(), labelled.labels(), data.classes().size(), seed));
  }
}
