package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.base.Checks;
import dev.earshot.compute.Backend;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import dev.earshot.method.RecipeSettings;
import dev.earshot.metrics.DoubtfulLabels;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for wrong labels: each labelled clip is classified by a model that has learnt from the
 * other folds. Clips without a label are learnt from too.
 *
 * @param rows the rows that were checked. The only label of a class cannot be
 * @param found the labels that the predictions contradict; their places are those in {@code rows}
 */
public record LabelCheck(int[] rows, DoubtfulLabels found) {
  /**
   * Checks labels.
   *
   * @param data the clips, with at least two classes
   * @param recipe the models that classify held-out clips
   * @param options folds (5 if empty), groups, seed, backend and threads are used
   * @param fitted called each time a fold is done, from several threads
   * @throws IllegalArgumentException if no class has two labelled clips, or the data cannot be
   *     trained on; the message says why
   * @throws IOException never, because nothing is written
   * @throws InterruptedException if the thread is interrupted
   */
  public static LabelCheck run(
      Dataset data, RecipeSettings recipe, TrainingOptions options, Runnable fitted)
      throws IOException, InterruptedException {
    BackendProvider provider = Backends.choose(options.backend()).provider();
    List<Partition> folds = folds(data, options);
    int threadsEach = ParallelRuns.threadsEach(folds.size(), options.threads());
    List<float[]> probabilities =
        ParallelRuns.of(
            folds.size(),
            provider.runsAtATime(options.threads()),
            fold -> {
              try (Backend backend = provider.open(threadsEach)) {
                float[] heldOut =
                    RunTrainer.train(data, folds.get(fold), recipe, options.seed() + fold, backend)
                        .predictions()
                        .probabilities();
                fitted.run();
                return heldOut;
              }
            });
    int[] rows = folds.stream().flatMapToInt(fold -> IntStream.of(fold.predicted())).toArray();
    float[] all = new float[rows.length * data.classes().size()];
    int done = 0;
    for (float[] part : probabilities) {
      System.arraycopy(part, 0, all, done, part.length);
      done += part.length;
    }
    int[] labels = IntStream.of(rows).map(row -> data.labels()[row]).toArray();
    return new LabelCheck(rows, DoubtfulLabels.of(labels, all, data.classes().size()));
  }

  /**
   * The folds of a check.
   *
   * @throws IllegalArgumentException as {@link #run} does
   */
  public static List<Partition> folds(Dataset data, TrainingOptions options) {
    int count = options.folds().orElse(TrainingOptions.FOLDS);
    List<Partition> folds =
        TrainingPlan.folds(
            data,
            Partition.allLabels(data),
            options.withFolds(count),
            TrainingPlan.askedGroups(data, options));
    Checks.require(!folds.isEmpty(), "no class has two labelled clips, so none can be held out");
    return folds;
  }
}
