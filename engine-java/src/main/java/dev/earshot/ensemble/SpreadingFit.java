package dev.earshot.ensemble;

import dev.earshot.compute.Backend;
import dev.earshot.compute.NearestRows;
import dev.earshot.data.Dataset;
import dev.earshot.data.Partition;
import dev.earshot.learner.Smoother;
import dev.earshot.learner.SpreadLabels;
import dev.earshot.learner.SpreadingModel;
import java.util.Arrays;

/** Label spreading as a member of an ensemble; classes with few labels weigh as much as others. */
final class SpreadingFit {
  private static final int NEIGHBORS = 5;
  private static final double ALPHA = 0.95;

  private SpreadingFit() {}

  /** Spreads the labels over the training clips, labelled or not. */
  static SpreadingModel fit(Dataset data, Partition partition, Backend backend) {
    int labelled = partition.labelled().length;
    int[] rows = partition.training();
    // Not to smooth by: it standardises, and keeps so many clips and no more.
    Smoother clips = Smoother.of(data, rows, labelled);
    int[] labels = new int[clips.size()];
    Arrays.setAll(labels, i -> i < labelled ? data.labels()[rows[i]] : -1);
    float[] x = clips.references();
    int classes = data.classes().size();
    int[] nearest = NearestRows.ofOthers(x, clips.columns(), NEIGHBORS, backend);
    SpreadLabels spread =
        SpreadLabels.of(x, clips.columns(), labels, classes, nearest, ALPHA, true, backend);
    return new SpreadingModel(data.encoder(), data.classes(), clips.standardizer(), spread);
  }
}
