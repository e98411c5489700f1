package dev.earshot.experiments.cells;

import dev.earshot.Dataset;
import dev.earshot.compute.Backend;
import dev.earshot.experiments.data.NoisyClips;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.Scores;
import dev.earshot.run.RunTrainer;
import java.io.IOException;
import java.util.Map;

/**
 * Trains on clean clips; scores the clean test clips under the names of {@link ScoringJob}, and the
 * noisy ones' unweighted accuracy under {@link NoisyClips#key}.
 */
public record NoiseJob(Trial trial, RecipeSettings recipe, NoisyClips clips) implements Job {
  @Override
  public Map<String, Object> settings() {
    var settings = trial.settings("noise", recipe);
    settings.put("noises", clips.fingerprint());
    return settings;
  }

  @Override
  public CellResult run(Backend backend) throws IOException, InterruptedException {
    Dataset data = trial.source().data();
    var partition = trial.partition();
    int[] test = partition.predicted();
    var noisy = clips.of(test, trial.seed());
    int[] truth = data.select(test).labels();
    var run = RunTrainer.train(data, partition, recipe, trial.seed(), backend);
    var result = ScoringJob.scores(Scores.of(run.predictions(), truth));
    for (var variant : noisy.entrySet()) {
      var scores = Scores.of(run.model().predict(variant.getValue(), backend), truth);
      result.put(variant.getKey(), scores.unweightedAccuracy());
    }
    return result.build();
  }
}
