package dev.earshot.experiments.cells;

import dev.earshot.Dataset;
import dev.earshot.Predictions;
import dev.earshot.compute.Backend;
import dev.earshot.compute.PoolDraws;
import dev.earshot.compute.Streams;
import dev.earshot.data.Splits;
import dev.earshot.experiments.data.DataSource;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.Scores;
import dev.earshot.run.Partition;
import dev.earshot.run.RunTrainer;
import dev.earshot.suggest.Guesses;
import dev.earshot.suggest.Strategy;
import dev.earshot.suggest.Suggester;
import dev.earshot.suggest.Suggestion;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Labels clips in rounds, beginning without any label, and scores recipe {@code linear} on test
 * clips after each round. A third of the clips, drawn by class, is for the test; the others can be
 * labelled.
 *
 * @param strategy what chooses the clips; empty for clips at random
 * @param batch number of labels in a round
 * @param rounds number of rounds
 * @param seed seed of the split, the choices and the trainings
 */
public record LabellingJob(
    DataSource source, Optional<Strategy> strategy, int batch, int rounds, long seed)
    implements Job {
  /** Unweighted accuracy after each round, in [0, 1]. A class that has no label yet counts too. */
  public static final String ACCURACIES = "ua by round";

  /** One clip in this number is for the test. */
  private static final int FOLDS = 3;

  private static final String RECIPE = "linear";

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("work", "labelling");
    settings.put("data", source.fingerprint());
    settings.put("strategy", strategy.map(Strategy::name).orElse("random"));
    settings.put("batch", batch);
    settings.put("rounds", rounds);
    return settings;
  }

  @Override
  public CellResult run(Backend backend) throws IOException, InterruptedException {
    Dataset all = source.data();
    int[] test = Splits.folds(all.labels(), FOLDS, seed).getFirst();
    boolean[] isTest = new boolean[all.rows()];
    Arrays.stream(test).forEach(row -> isTest[row] = true);
    int[] pool = IntStream.range(0, all.rows()).filter(row -> !isTest[row]).toArray();
    // The clips that can be labelled first, so that they have the same rows in both tables.
    Dataset data = all.select(IntStream.concat(Arrays.stream(pool), Arrays.stream(test)).toArray());
    int[] labels = new int[data.rows()];
    Arrays.fill(labels, -1);
    Optional<Guesses> guesses = Optional.empty();
    double[] accuracies = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      for (int row : choose(data.withLabels(labels), pool.length, guesses, round, backend)) {
        labels[row] = data.labels()[row];
      }
      Learnt learnt = learn(data.withLabels(labels), pool.length, backend);
      guesses = learnt.guesses();
      accuracies[round] = accuracy(data, pool.length, learnt.labels());
    }
    return new CellResult.Builder().put(ACCURACIES, accuracies).build();
  }

  /** The rows to label next, all of them below {@code poolRows}. */
  private int[] choose(
      Dataset known, int poolRows, Optional<Guesses> guesses, int round, Backend backend)
      throws InterruptedException {
    int[] rows = IntStream.range(0, poolRows).toArray();
    if (strategy.isEmpty()) {
      int[] free = Arrays.stream(rows).filter(row -> known.labels()[row] < 0).toArray();
      int[] drawn = new int[Math.min(batch, free.length)];
      new PoolDraws(seed).draw(free, drawn.length, Streams.SUGGESTIONS, round, 1, drawn, 0);
      return drawn;
    }
    var suggester = new Suggester(strategy.get(), batch, rounds * seed + round);
    Dataset pool = known.select(rows);
    var chosen =
        guesses.isPresent()
            ? suggester.suggest(pool, guesses.get(), backend)
            : suggester.suggest(pool, backend);
    return chosen.stream().mapToInt(Suggestion::row).toArray();
  }

  /**
   * What was learnt after a round.
   *
   * @param guesses of the clips that can be labelled; empty as long as only one class has a label
   * @param labels the predicted class of each test clip
   */
  private record Learnt(Optional<Guesses> guesses, int[] labels) {}

  private Learnt learn(Dataset known, int poolRows, Backend backend)
      throws IOException, InterruptedException {
    Dataset own = Guesses.withKnownClasses(known);
    int tested = known.rows() - poolRows;
    if (own.classes().size() < 2) {
      int[] only = new int[tested];
      Arrays.fill(only, known.classes().indexOf(own.classes().getFirst()));
      return new Learnt(Optional.empty(), only);
    }
    int[] labelled = IntStream.range(0, poolRows).filter(row -> own.labels()[row] >= 0).toArray();
    int[] unlabelled = IntStream.range(0, poolRows).filter(row -> own.labels()[row] < 0).toArray();
    int[] predicted = IntStream.range(0, own.rows()).filter(row -> own.labels()[row] < 0).toArray();
    var partition = new Partition(labelled, unlabelled, new int[0], predicted);
    Predictions predictions =
        RunTrainer.train(own, partition, RecipeSettings.named(RECIPE), seed, backend).predictions();
    Guesses guesses = Guesses.of(known, predicted, predictions);
    return new Learnt(
        Optional.of(
            new Guesses(
                Arrays.copyOf(guesses.probabilities(), poolRows * guesses.classes()),
                guesses.classes())),
        // The test clips are predicted last.
        IntStream.range(predicted.length - tested, predicted.length)
            .map(i -> known.classes().indexOf(predictions.className(i)))
            .toArray());
  }

  private static double accuracy(Dataset data, int poolRows, int[] predicted) {
    int classes = data.classes().size();
    int[] truth = Arrays.copyOfRange(data.labels(), poolRows, data.rows());
    float[] sure = new float[predicted.length * classes];
    for (int i = 0; i < predicted.length; i++) {
      sure[i * classes + predicted[i]] = 1;
    }
    return Scores.of(truth, sure, predicted, classes).unweightedAccuracy();
  }
}
