package dev.earshot.learner;

import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import dev.earshot.data.Standardizer;

/**
 * Standardises columns for another learner. Means and standard deviations are those of all training
 * rows, labelled and unlabelled.
 *
 * @param inner the learner that gets the standardised rows
 * @param bound the bound on the magnitude of standardised values; 0 for none
 */
public record Standardized(Learner inner, double bound) implements Learner {
  static final String KIND = "standardized";

  @Override
  public Classifier fit(TrainingSet data, long seed, Backend backend) throws InterruptedException {
    return new Applied(
        data.standardizer(bound), inner.fit(data.standardized(bound), seed, backend));
  }

  @Override
  public int mostUnlabelled() {
    return inner.mostUnlabelled();
  }

  /**
   * Standardises vectors and classifies them.
   *
   * @param standardizer the training rows' column statistics
   * @param inner classifies the standardised vectors
   */
  public record Applied(Standardizer standardizer, Classifier inner) implements Classifier {
    public Applied {
      Checks.require(
          standardizer.mean().length == inner.columns(),
          "the standardisation is of %s columns, expected %s",
          standardizer.mean().length,
          inner.columns());
    }

    /** The stored values that are not tensors. */
    private record Settings(double bound) {}

    @Override
    public int columns() {
      return inner.columns();
    }

    @Override
    public int classes() {
      return inner.classes();
    }

    @Override
    public float[] probabilities(float[] x, Backend backend) {
      return inner.probabilities(standardizer.apply(x), backend);
    }

    @Override
    public ReadyClassifier on(FeatureMap map, int rows, Backend backend) {
      ReadyClassifier ready = inner.on(FeatureMap.plain(columns()), rows, backend);
      return x -> ready.probabilities(standardizer.apply(map.apply(x)));
    }

    @Override
    public int hiddenLayers() {
      return inner.hiddenLayers();
    }

    @Override
    public float[] embed(FeatureMap map, float[] x, Backend backend) {
      return inner.embed(FeatureMap.plain(columns()), standardizer.apply(map.apply(x)), backend);
    }

    @Override
    public int parameters() {
      return inner.parameters();
    }

    @Override
    public String kind() {
      return KIND;
    }

    @Override
    public void write(ClassifierStore store) {
      store.put(new Settings(standardizer.clip()));
      store.put("standardizer", standardizer);
      store.part("inner").put(inner);
    }

    static Applied read(ClassifierStore store) {
      double bound = store.settings(Settings.class).bound();
      return new Applied(
          store.standardizer("standardizer", bound), store.part("inner").classifier());
    }
  }
}
