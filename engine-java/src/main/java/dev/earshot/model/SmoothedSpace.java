package dev.earshot.model;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.FeatureSpace;
import dev.earshot.format.NumberArray;
import dev.earshot.learner.ClassifierStore;
import dev.earshot.learner.Smoothed.Smoothing;
import java.util.function.UnaryOperator;

/**
 * Maps features and then smooths them over neighbours.
 *
 * @param map maps the features
 * @param smoothing smooths the mapped features
 */
public record SmoothedSpace(FeatureMap map, Smoothing smoothing) {
  /** Checks that both take the same number of features. */
  public SmoothedSpace {
    Checks.require(
        map.standardizer().mean().length == smoothing.columns(),
        "features that are smoothed over %s columns have a map of %s",
        smoothing.columns(),
        map.standardizer().mean().length);
  }

  /** d, the number of features. */
  public int columns() {
    return smoothing.columns();
  }

  /** Maps and smooths rows, n x d. */
  public float[] apply(float[] x, Backend backend) {
    return smoothing.apply(map.apply(x), backend);
  }

  /** Like {@link #apply}, made ready for at most {@code rows} rows at a time. */
  public UnaryOperator<float[]> on(int rows, Backend backend) {
    UnaryOperator<float[]> smooth = smoothing.on(rows, backend);
    return x -> smooth.apply(map.apply(x));
  }

  /** Writes all but the number of neighbours. */
  void write(ClassifierStore store) {
    ModelFile.write(map, store);
    store.put("smoothing", smoothing.standardizer());
    store.put("references", NumberArray.of(smoothing.references(), smoothing.size(), columns()));
  }

  /** Reads one of {@link FeatureSpace#RANK}, as all that models of this version have. */
  static SmoothedSpace read(ClassifierStore store, int neighbors) {
    Smoothing smoothing =
        new Smoothing(
            store.standardizer("smoothing", FeatureMap.BOUND),
            neighbors,
            store.tensor("references").toFloats());
    return new SmoothedSpace(
        ModelFile.space(store, FeatureSpace.RANK, smoothing.columns()), smoothing);
  }
}
