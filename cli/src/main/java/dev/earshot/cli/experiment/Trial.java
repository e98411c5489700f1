package dev.earshot.cli.experiment;

import com.google.gson.Gson;
import dev.earshot.compare.Comparison;
import dev.earshot.compare.ComparisonOptions;
import dev.earshot.compare.LabelBudget;
import dev.earshot.compute.backends.Backends;
import dev.earshot.train.Partition;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run of the protocol of {@link Comparison}: what there is to learn from, and what is tested.
 *
 * @param source the data
 * @param budget the labels that every method gets, in all
 * @param seed of the split and the choice of labels, and of the method
 */
record Trial(Source source, LabelBudget budget, long seed) {
  /** Which clips play which part. */
  Partition partition() {
    var options = new ComparisonOptions(budget, false, 1, seed, Backends.AUTO, 1);
    return Comparison.partition(source.data(), options, seed);
  }

  /**
   * Settings of a work on it; the cell knows the seed.
   *
   * @param work what is done, by name
   * @param method how: a record, or words
   */
  Map<String, Object> settings(String work, Object method) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("work", work);
    settings.put("data", source.fingerprint());
    settings.put("labels", budget.words());
    settings.put("method", new Gson().toJsonTree(method));
    return settings;
  }
}
