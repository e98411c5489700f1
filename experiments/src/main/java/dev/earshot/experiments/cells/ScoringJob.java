package dev.earshot.experiments.cells;

import dev.earshot.experiments.paper.Setup;
import dev.earshot.compute.Backend;
import dev.earshot.method.Recipe;
import dev.earshot.metrics.Scores;
import dev.earshot.metrics.Scores.ClassScore;
import dev.earshot.run.Comparison;
import dev.earshot.run.Method;
import java.io.IOException;
import java.util.Map;

/**
 * Learns, predicts the test clips and scores the predictions.
 *
 * @param how the method's, for the fingerprint
 */
public record ScoringJob(Trial trial, Method method, Object how) implements Job {
  public static final String UNWEIGHTED_ACCURACY = "ua";
  public static final String ACCURACY = "accuracy";
  public static final String MEAN_AVERAGE_PRECISION = "map";
  public static final String AVERAGE_PRECISION = "ap";
  public static final String SECONDS = "seconds";

  /** By a recipe. */
  public static ScoringJob of(Trial trial, Recipe recipe) {
    return new ScoringJob(trial, Method.earshot(recipe), recipe);
  }

  /** By a baseline. */
  public static ScoringJob of(Trial trial, String baseline) {
    double clip = Recipe.named(Setup.DEFAULT).clip();
    return new ScoringJob(trial, Method.baseline(baseline, clip), baseline);
  }

  @Override
  public Map<String, Object> settings() {
    return trial.settings("scores", how);
  }

  @Override
  public CellResult run(Backend backend) throws IOException, InterruptedException {
    var outcome =
        Comparison.outcome(trial.source().data(), method, trial.partition(), trial.seed(), backend);
    return scores(outcome.scores()).put(SECONDS, outcome.seconds()).build();
  }

  /** Scores by name; average precisions of all classes, 0 where the test has none of them. */
  public static CellResult.Builder scores(Scores scores) {
    return new CellResult.Builder()
        .put(UNWEIGHTED_ACCURACY, scores.unweightedAccuracy())
        .put(ACCURACY, scores.accuracy())
        .put(MEAN_AVERAGE_PRECISION, scores.meanAveragePrecision())
        .put(
            AVERAGE_PRECISION,
            scores.perClass().stream().mapToDouble(ClassScore::averagePrecision).toArray());
  }
}
