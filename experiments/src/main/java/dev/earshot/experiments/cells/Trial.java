package dev.earshot.experiments.cells;

import com.google.gson.Gson;
import dev.earshot.LabelBudget;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.Partition;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run of the protocol of {@link Partition}: data, labels and seed, but not yet a method.
 *
 * @param source the data
 * @param budget the labels that every method gets, those for validation included
 * @param seed seed of the split, of the choice of labels and of the method
 */
public record Trial(DataSource source, LabelBudget budget, long seed) {
  /** The clips that are labelled, unlabelled and tested. */
  public Partition partition() {
    return Partition.benchmark(source.data(), budget, false, seed);
  }

  /** The recipe whose preparation of features the baselines get. */
  static RecipeSettings defaultRecipe() {
    return RecipeSettings.named("default");
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
