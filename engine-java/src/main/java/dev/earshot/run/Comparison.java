package dev.earshot.run;

import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import dev.earshot.data.Dataset;
import dev.earshot.metrics.Scores;
import dev.earshot.model.Predictions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
      Dataset data, List<ComparedMethod> methods, ComparisonOptions options, Runnable fitted)
      throws IOException, InterruptedException {
    BackendProvider provider = Backends.choose(options.backend()).provider();
    List<Partition> partitions = new ArrayList<>();
    for (int run = 0; run < options.runs(); run++) {
      partitions.add(
          Partition.benchmark(data, options.budget(), options.groupSplit(), options.seed() + run));
    }
    int threadsEach = ParallelRuns.threadsEach(options.runs(), options.threads());
    List<List<Outcome>> outcomes =
        ParallelRuns.of(
            options.runs(),
            provider.runsAtATime(options.threads()),
            run -> {
              List<Outcome> ofRun = new ArrayList<>();
              for (ComparedMethod method : methods) {
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
   * One method in one run.
   *
   * @param data with all labels: those that the partition does not call labelled are hidden from
   *     the method, and those of the predicted rows scored by
   * @param partition as {@link Partition#benchmark} makes them
   */
  public static Outcome outcome(
      Dataset data, ComparedMethod method, Partition partition, long seed, Backend backend)
      throws IOException, InterruptedException {
    int[] visible = new int[data.rows()];
    Arrays.fill(visible, -1);
    for (int row : partition.labelled()) {
      visible[row] = data.labels()[row];
    }
    long begin = System.nanoTime();
    Predictions predictions =
        method.procedure().classify(data.withLabels(visible), partition, seed, backend);
    double seconds = (System.nanoTime() - begin) * 1e-9;
    int[] truth = partition.truth(data);
    return new Outcome(
        predictions.score(truth), predictions.calibration(truth).expectedError(), seconds);
  }
}
