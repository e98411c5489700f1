package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.LabelBudget;
import dev.earshot.Predictions;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import dev.earshot.metrics.Calibration;
import dev.earshot.metrics.Scores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The protocol by which methods are compared. In each run, the test part is a tenth of the rows, or
 * the test part that the data prescribes. All other rows are the training part. Every method gets
 * the labels of the same training rows, as many as the {@link LabelBudget} allows. Labels to
 * validate by come out of them. Of the other training rows it gets only the vectors. It sees
 * nothing of the test part before it predicts.
 */
public final class Comparison {
  private Comparison() {}

  /**
   * The result of one method in one run.
   *
   * @param scores its scores on the test part
   * @param calibration of its probabilities
   * @param seconds time for learning and predicting
   */
  public record Outcome(Scores scores, Calibration calibration, double seconds) {}

  /**
   * Compares methods.
   *
   * @param data data with at least two classes; rows without a label are used only for training
   * @param methods the methods; the first is the one that the others are compared with
   * @param options label budget, splits, seed, backend and threads
   * @param fitted called each time a method has finished a run, from several threads
   * @throws IllegalArgumentException if the data does not allow a comparison; the message says why
   * @throws IOException if a method throws it
   * @throws InterruptedException if the thread is interrupted
   */
  public static ComparisonResult run(
      Dataset data, List<ComparedMethod> methods, ComparisonOptions options, Runnable fitted)
      throws IOException, InterruptedException {
    BackendProvider provider = Backends.choose(options.backend()).provider();
    List<Partition> partitions = new ArrayList<>();
    for (int run = 0; run < options.runs(); run++) {
      partitions.add(
          Partition.benchmark(
              data,
              options.budget(),
              Partition.keepsGroups(data, options.groupSplit()),
              options.seed() + run));
    }
    int threadsEach = ParallelRuns.threadsEach(options.runs(), options.threads());
    List<List<Outcome>> outcomes =
        ParallelRuns.of(
            options.runs(),
            provider.runsAtATime(options.threads()),
            run -> {
              Partition partition = partitions.get(run);
              Dataset projected =
                  options
                      .pca()
                      .flatMap(components -> partition.projection(data, components))
                      .map(projection -> projection.apply(data))
                      .orElse(data);
              List<Outcome> ofRun = new ArrayList<>();
              for (ComparedMethod method : methods) {
                try (Backend backend = provider.open(threadsEach)) {
                  ofRun.add(outcome(projected, method, partition, options.seed() + run, backend));
                }
                fitted.run();
              }
              return ofRun;
            });
    return ComparisonResult.of(methods, partitions, outcomes);
  }

  /**
   * Scores one method in one run.
   *
   * @param data the data with all labels; only those of the partition's labelled rows are given to
   *     the method, and those of its predicted rows are used for scoring
   * @param method the method to score
   * @param partition a partition from {@link Partition#benchmark}
   * @param seed the seed of all randomness
   * @param backend computes learning and prediction
   * @throws IOException if the method throws it
   * @throws InterruptedException if the thread is interrupted
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
    return new Outcome(Scores.of(predictions, truth), Calibration.of(predictions, truth), seconds);
  }
}
