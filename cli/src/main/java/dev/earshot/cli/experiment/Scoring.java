package dev.earshot.cli.experiment;

import dev.earshot.compute.Backend;
import dev.earshot.method.Recipe;
import dev.earshot.metrics.Scores;
import dev.earshot.metrics.Scores.ClassScore;
import dev.earshot.run.ComparedMethod;
import dev.earshot.run.Comparison;
import java.io.IOException;
import java.util.Map;

/**
 * Learns, predicts the test clips and scores the predictions.
 *
 * @param how the method's, for the fingerprint
 */
record Scoring(Trial trial, ComparedMethod method, Object how) implements Work {
  static final String UNWEIGHTED_ACCURACY = "ua";
  static final String ACCURACY = "accuracy";
  static final String MEAN_AVERAGE_PRECISION = "map";
  static final String AVERAGE_PRECISION = "ap";
  static final String SECONDS = "seconds";

  /** By a recipe. */
  static Scoring of(Trial trial, Recipe recipe) {
    return new Scoring(trial, ComparedMethod.earshot(recipe), recipe);
  }

  /** By a baseline. */
  static Scoring of(Trial trial, String baseline) {
    return new Scoring(
        trial, ComparedMethod.baseline(baseline, Recipe.named(Setup.DEFAULT)), baseline);
  }

  @Override
  public Map<String, Object> settings() {
    return trial.settings("scores", how);
  }

  @Override
  public Values run(Backend backend) throws IOException, InterruptedException {
    var outcome =
        Comparison.outcome(trial.source().data(), method, trial.partition(), trial.seed(), backend);
    return scores(outcome.scores()).put(SECONDS, outcome.seconds()).build();
  }

  /** Scores by name; average precisions of all classes, 0 where the test has none of them. */
  static Values.Builder scores(Scores scores) {
    return new Values.Builder()
        .put(UNWEIGHTED_ACCURACY, scores.unweightedAccuracy())
        .put(ACCURACY, scores.accuracy())
        .put(MEAN_AVERAGE_PRECISION, scores.meanAveragePrecision())
        .put(
            AVERAGE_PRECISION,
            scores.perClass().stream().mapToDouble(ClassScore::averagePrecision).toArray());
  }
}
