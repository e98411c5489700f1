package dev.earshot.experiments.cells;

import com.google.gson.Gson;
import dev.earshot.compute.Backends;
import dev.earshot.data.Partition;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.method.Recipe;
import dev.earshot.run.Comparison;
import dev.earshot.run.ComparisonOptions;
import dev.earshot.run.LabelBudget;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run of the protocol of {@link Comparison}: data, labels and seed, but not yet a method.
 *
 * @param source the data
 * @param budget the labels that every method gets, those for validation included
 * @param seed seed of the split, of the choice of labels and of the method
 */
public record Trial(DataSource source, LabelBudget budget, long seed) {
  /** The clips that are labelled, unlabelled and tested. */
  public Partition partition() {
    var options = new ComparisonOptions(budget, false, 1, seed, Backends.AUTO, 1);
    return Comparison.partition(source.data(), options, seed);
  }

  /** The clipping of standardised features that baselines get: that of the default recipe. */
  static double baselineClip() {
    return Recipe.named("default").clip();
  }

  /**
   * The settings of a job on this trial, without the seed: {@link Cell} adds that.
   *
   * @param work the kind of job
   * @param method the method's settings: a record, or the name of a baseline
   */
  public Map<String, Object> settings(String work, Object method) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("work", work);
    settings.put("data", source.fingerprint());
    settings.put("labels", budget.words());
    settings.put("method", new Gson().toJsonTree(method));
    return settings;
  }
}
