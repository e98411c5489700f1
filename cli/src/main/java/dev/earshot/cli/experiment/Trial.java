package dev.earshot.cli.experiment;

import com.google.gson.Gson;
import dev.earshot.run.LabelBudget;
import dev.earshot.run.Partition;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run of the protocol of {@link Partition}: what there is to learn from, and what is tested.
 *
 * @param source the data
 * @param budget the labels that every method gets, in all
 * @param seed of the split and the choice of labels, and of the method
 */
record Trial(Source source, LabelBudget budget, long seed) {
  /** Which clips play which part. */
  Partition partition() {
    return Partition.benchmark(source.data(), budget, false, seed);
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
