package dev.earshot.compare;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Dataset;
import dev.earshot.data.Splits;
import dev.earshot.metrics.Scores;
import dev.earshot.predict.Predictions;
import dev.earshot.train.ParallelRuns;
import dev.earshot.train.Partition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The protocol by which methods are compared. In each run a tenth of the rows, or the test part
 * that the data states, is the test; all others are the training part. Every method gets the labels
 * of the same rows of it, {@link LabelBudget so many in all}, to spend as it likes: what it chooses
 * its settings by comes out of them. It gets the vectors, not the labels, of the rest of the
 * training part, and sees nothing of the test before it predicts.
 */
public final class Comparison {
  private Comparison() {}

  /**
   * What one method came to in one run.
   *
   * @param calibrationError expected calibration error of its probabilities
   * @param seconds learning and predicting
   */
  public record Outcome(Scores scores, double calibrationError, double seconds) {}

  /**
   * Compares.
   *
   * @param data at least two classes; rows without a label only train
   * @param methods the one to compare with first
   * @param fitted told each time that a method has been through a run, from the threads that work
   * @throws IllegalArgumentException if the data cannot be compared on; the message says why
   */
  public static ComparisonResult run(
      Dataset data, List<Method> methods, ComparisonOptions options, Runnable fitted)
      throws IOException, InterruptedException {
    BackendProvider provider = Backends.choose(options.backend()).provider();
    List<Partition> partitions = new ArrayList<>();
    for (int run = 0; run < options.runs(); run++) {
      partitions.add(partition(data, options, options.seed() + run));
    }
    int threadsEach = ParallelRuns.threadsEach(options.runs(), options.threads());
    List<List<Outcome>> outcomes =
        ParallelRuns.of(
            options.runs(),
            provider.runsAtATime(options.threads()),
            run -> {
              List<Outcome> ofRun = new ArrayList<>();
              for (Method method : methods) {
                try (Backend backend = provider.open(threadsEach)) {
                  ofRun.add(
                      outcome(data, method, partitions.get(run), options.seed() + run, backend));
                }
                fitted.run();
              }
              return ofRun;
            });
    return ComparisonResult.of(methods, partitions, outcomes);
  }

  /**
   * A run's parts, without validation rows.
   *
   * @throws IllegalArgumentException if no row is left for the test or a class has no label
   */
  public static Partition partition(Dataset data, ComparisonOptions options, long seed) {
    Checks.require(
        !options.groupSplit() || data.groups().isPresent(),
        "the data states no groups to split by");
    Splits.Split split =
        Splits.split(
            data.labels(),
            data.split(),
            options.groupSplit() ? data.groups() : Optional.empty(),
            seed);
    int[] test = Arrays.stream(split.test()).filter(row -> data.labels()[row] >= 0).toArray();
    Checks.require(test.length > 0, "no labelled row is left for the test part");
    int[] training =
        IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.validation()))
            .sorted()
            .toArray();
    int[] labelled = options.budget().choose(data.labels(), training, seed);
    return Partition.of(data, training, labelled, test);
  }

  /**
   * One method in one run.
   *
   * @param data with all labels: those that the partition does not call labelled are hidden from
   *     the method, and those of the predicted rows scored by
   * @param partition as {@link #partition} makes them
   */
  public static Outcome outcome(
      Dataset data, Method method, Partition partition, long seed, Backend backend)
      throws IOException, InterruptedException {
    int[] visible = new int[data.rows()];
    Arrays.fill(visible, -1);
    for (int row : partition.labelled()) {
      visible[row] = data.labels()[row];
    }
    long begin = System.nanoTime();
    Predictions predictions =
        method.learner().classify(data.withLabels(visible), partition, seed, backend);
    double seconds = (System.nanoTime() - begin) * 1e-9;
    int[] truth = Arrays.stream(partition.predicted()).map(row -> data.labels()[row]).toArray();
    return new Outcome(
        predictions.score(truth), predictions.calibration(truth).expectedError(), seconds);
  }
}
