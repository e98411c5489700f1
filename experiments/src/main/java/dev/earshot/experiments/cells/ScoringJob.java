package dev.earshot.experiments.cells;

import dev.earshot.compute.Backend;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.Scores;
import dev.earshot.metrics.Scores.ClassScore;
import dev.earshot.run.ComparedMethod;
import dev.earshot.run.Comparison;
import java.io.IOException;
import java.util.Map;

/**
 * Trains a method and scores its predictions of the test clips.
 *
 * @param how the method's settings, for the fingerprint
 */
public record ScoringJob(Trial trial, ComparedMethod method, Object how) implements Job {
  /** Unweighted accuracy, in [0, 1]. */
  public static final String UNWEIGHTED_ACCURACY = "ua";

  /** Accuracy, in [0, 1]. */
  public static final String ACCURACY = "accuracy";

  /** Mean average precision, in [0, 1]. */
  public static final String MEAN_AVERAGE_PRECISION = "map";

  /** Average precision of each class; 0 for a class without test clips. */
  public static final String AVERAGE_PRECISION = "ap";

  /** Seconds for training and prediction. */
  public static final String SECONDS = "seconds";

  /** Scores a recipe. */
  public static ScoringJob of(Trial trial, RecipeSettings recipe) {
    return new ScoringJob(trial, ComparedMethod.earshot(recipe), recipe);
  }

  /** Scores a baseline. */
  public static ScoringJob of(Trial trial, String baseline) {
    return new ScoringJob(
        trial, ComparedMethod.baseline(baseline, Trial.defaultRecipe()), baseline);
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

  /** The scores under the names above, without the seconds. */
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
