package dev.earshot.experiments.cells;

import dev.earshot.Dataset;
import dev.earshot.Predictions;
import dev.earshot.compute.Backend;
import dev.earshot.data.FeatureMap;
import dev.earshot.learner.Perceptron;
import dev.earshot.learner.Standardized;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.MeanAverageDistance;
import dev.earshot.metrics.Scores;
import dev.earshot.metrics.Silhouette;
import dev.earshot.metrics.Tsne;
import dev.earshot.run.Partition;
import dev.earshot.run.RunTrainer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Trains a network and measures the last hidden layer on the clips whose labels it has not seen:
 * the test clips and the unlabelled training clips, each classified as a new clip.
 *
 * @param fit trains the network
 * @param how the network's settings, for the fingerprint
 * @param map whether to compute a t-SNE map as well
 */
public record RepresentationJob(Trial trial, Fit fit, Object how, boolean map) implements Job {
  /** Mean average (cosine) distance between hidden rows. */
  public static final String DISTANCE = "mad";

  /** Mean silhouette of the classes, all clips. */
  public static final String SILHOUETTE = "silhouette";

  /** Mean silhouette of the classes, test clips alone. */
  public static final String TEST_SILHOUETTE = "test silhouette";

  /** t-SNE coordinates, x and y of each clip in turn. */
  public static final String MAP = "map x, y";

  /** The data's row of each clip of the map. */
  public static final String ROWS = "rows";

  /** Trains a network on a partition of the data. */
  public interface Fit {
    Fitted fit(Dataset data, Partition partition, long seed, Backend backend)
        throws IOException, InterruptedException;
  }

  /**
   * A trained network.
   *
   * @param predictions predictions of the test clips
   * @param embedding takes clips, gives their hidden rows, row-major
   */
  public record Fitted(Predictions predictions, Function<Dataset, float[]> embedding) {}

  /** A recipe. The hidden rows of an ensemble are those of its graph network. */
  public static RepresentationJob of(Trial trial, RecipeSettings recipe, boolean map) {
    Fit fit =
        (data, partition, seed, backend) -> {
          var run = RunTrainer.train(data, partition, recipe, seed, backend);
          return new Fitted(run.predictions(), clips -> run.model().embed(clips, backend));
        };
    return new RepresentationJob(trial, fit, recipe, map);
  }

  /** A multilayer perceptron, trained on the same labels. */
  public static RepresentationJob of(Trial trial, Perceptron perceptron, boolean map) {
    Fit fit =
        (data, partition, seed, backend) -> {
          var standardized = new Standardized(perceptron, Trial.defaultRecipe().clip());
          var trained = standardized.fit(partition.trainingSet(data), seed, backend);
          Dataset test = data.select(partition.predicted());
          var plain = FeatureMap.plain(data.columns());
          return new Fitted(
              Predictions.mostProbable(
                  test.ids(), data.classes(), trained.probabilities(test.x(), backend)),
              clips -> trained.embed(plain, clips.x(), backend));
        };
    return new RepresentationJob(trial, fit, perceptron, map);
  }

  @Override
  public Map<String, Object> settings() {
    var settings = trial.settings("representation", how);
    settings.put("map", map);
    return settings;
  }

  @Override
  public CellResult run(Backend backend) throws IOException, InterruptedException {
    Dataset data = trial.source().data();
    var partition = trial.partition();
    int[] test = partition.predicted();
    int[] unseen =
        IntStream.concat(Arrays.stream(test), Arrays.stream(partition.unlabelled())).toArray();
    var fitted = fit.fit(data, partition, trial.seed(), backend);
    float[] rows = fitted.embedding().apply(data.select(unseen));
    int columns = rows.length / unseen.length;
    int[] labels = data.select(unseen).labels();
    float[] testRows = Arrays.copyOf(rows, test.length * columns);
    int[] truth = Arrays.copyOf(labels, test.length);
    var result =
        ScoringJob.scores(Scores.of(fitted.predictions(), truth))
            .put(DISTANCE, MeanAverageDistance.of(rows, columns))
            .put(SILHOUETTE, Silhouette.mean(rows, columns, labels))
            .put(TEST_SILHOUETTE, Silhouette.mean(testRows, columns, truth));
    if (map) {
      result
          .put(MAP, Tsne.map(rows, columns))
          .put(ROWS, Arrays.stream(unseen).asDoubleStream().toArray());
    }
    return result.build();
  }
}
