package dev.earshot.cli.experiment;

import dev.earshot.baseline.Perceptron;
import dev.earshot.baseline.TrainingSet;
import dev.earshot.compare.Method;
import dev.earshot.compute.Backend;
import dev.earshot.data.Dataset;
import dev.earshot.data.Standardizer;
import dev.earshot.metrics.MeanAverageDistance;
import dev.earshot.metrics.Silhouette;
import dev.earshot.metrics.Tsne;
import dev.earshot.predict.Predictions;
import dev.earshot.train.Partition;
import dev.earshot.train.Recipe;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Learns, then looks at what the last hidden layer makes of the clips whose labels it has not seen:
 * the unlabelled ones of the training part, and those of the test, each taken as a new clip.
 *
 * @param how the learner's settings, for the fingerprint
 * @param map whether they are put on a map, too
 */
record Representing(Trial trial, Learner learner, Object how, boolean map) implements Work {
  static final String DISTANCE = "mad";
  static final String SILHOUETTE = "silhouette";
  static final String TEST_SILHOUETTE = "test silhouette";
  static final String MAP = "map x, y";
  static final String ROWS = "rows";

  /** Learns to represent and to classify. */
  interface Learner {
    Learnt learn(Dataset data, Partition partition, long seed, Backend backend)
        throws IOException, InterruptedException;
  }

  /**
   * What has been learnt.
   *
   * @param predictions of the partition's predicted rows
   * @param layer clips in, their hidden rows out, row-major
   */
  record Learnt(Predictions predictions, Layer layer) {}

  /** A hidden layer. */
  interface Layer {
    float[] of(Dataset clips);
  }

  /** A recipe; the hidden rows of a vote are those of its graph network. */
  static Representing of(Trial trial, Recipe recipe, boolean map) {
    Learner learner =
        (data, partition, seed, backend) -> {
          var run = Method.train(data, partition, recipe, seed, backend);
          return new Learnt(run.predictions(), clips -> run.model().embed(clips, backend));
        };
    return new Representing(trial, learner, recipe, map);
  }

  /** A multilayer perceptron on the same labels. */
  static Representing of(Trial trial, Perceptron perceptron, boolean map) {
    Learner learner =
        (data, partition, seed, backend) -> {
          int[] rows =
              IntStream.concat(
                      Arrays.stream(partition.labelled()), Arrays.stream(partition.unlabelled()))
                  .toArray();
          int[] labels = new int[rows.length];
          Arrays.fill(labels, -1);
          for (int i = 0; i < partition.labelled().length; i++) {
            labels[i] = data.labels()[rows[i]];
          }
          var standardizer = Standardizer.of(data, rows, Recipe.named(Setup.DEFAULT).clip());
          var training =
              new TrainingSet(
                  standardizer.apply(data.select(rows).x()),
                  data.columns(),
                  labels,
                  data.classes().size());
          var trained = perceptron.fit(training, seed, backend);
          Dataset test = data.select(partition.predicted());
          float[] probabilities = trained.probabilities(standardizer.apply(test.x()), backend);
          return new Learnt(
              Predictions.mostProbable(test.ids(), data.classes(), probabilities),
              clips -> trained.embed(standardizer.apply(clips.x()), backend));
        };
    return new Representing(trial, learner, perceptron, map);
  }

  @Override
  public Map<String, Object> settings() {
    var settings = trial.settings("representation", how);
    settings.put("map", map);
    return settings;
  }

  @Override
  public Values run(Backend backend) throws IOException, InterruptedException {
    Dataset data = trial.source().data();
    var partition = trial.partition();
    int[] test = partition.predicted();
    int[] unseen =
        IntStream.concat(Arrays.stream(test), Arrays.stream(partition.unlabelled())).toArray();
    var learnt = learner.learn(data, partition, trial.seed(), backend);
    float[] rows = learnt.layer().of(data.select(unseen));
    int columns = rows.length / unseen.length;
    int[] labels = data.select(unseen).labels();
    float[] testRows = Arrays.copyOf(rows, test.length * columns);
    int[] truth = Arrays.copyOf(labels, test.length);
    var values =
        Scoring.scores(learnt.predictions().score(truth))
            .put(DISTANCE, MeanAverageDistance.of(rows, columns))
            .put(SILHOUETTE, Silhouette.mean(rows, columns, labels))
            .put(TEST_SILHOUETTE, Silhouette.mean(testRows, columns, truth));
    if (map) {
      values
          .put(MAP, Tsne.map(rows, columns))
          .put(ROWS, Arrays.stream(unseen).asDoubleStream().toArray());
    }
    return values.build();
  }
}
