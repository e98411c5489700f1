package dev.earshot.run;

import dev.earshot.compute.Backend;
import dev.earshot.data.Dataset;
import dev.earshot.data.Partition;
import dev.earshot.data.Standardizer;
import dev.earshot.learner.Learners;
import dev.earshot.learner.TrainingSet;
import dev.earshot.method.Recipe;
import dev.earshot.model.Predictions;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A way from a few labels to probabilities for unseen clips.
 *
 * @param name how it is called
 * @param learner what it does
 */
public record Method(String name, Learner learner) {
  /** The name of the engine's own method. */
  public static final String EARSHOT = "earshot";

  /** Learns from one part of the data and classifies another. */
  public interface Learner {
    /**
     * @param data all rows; only the labels of the partition's labelled rows are there
     * @param partition no validation rows: a method takes them from the labelled ones
     * @return what it makes of the predicted rows
     */
    Predictions classify(Dataset data, Partition partition, long seed, Backend backend)
        throws IOException, InterruptedException;
  }

  /**
   * A recipe as in real use: a single network holds back some of its labels to choose the best
   * weights by, an ensemble validates inside them.
   */
  public static Method earshot(Recipe recipe) {
    return new Method(
        EARSHOT,
        (data, partition, seed, backend) ->
            train(data, partition, recipe, seed, backend).predictions());
  }

  /**
   * Trains by a recipe within a budget: a network alone holds back some of its labels to choose the
   * best weights by, an ensemble validates inside them.
   *
   * @param partition no validation rows
   */
  public static RunResult train(
      Dataset data, Partition partition, Recipe recipe, long seed, Backend backend)
      throws IOException, InterruptedException {
    return Trainer.train(
        data,
        recipe.isEnsemble() ? partition : partition.holdingOut(data, seed),
        recipe,
        seed,
        backend);
  }

  /**
   * A baseline by name, on features standardised as the recipe's are.
   *
   * @param clip the bound on standardised features; 0 for none
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static Method baseline(String name, double clip) {
    dev.earshot.learner.Learner baseline = Learners.named(name);
    return new Method(
        name,
        (data, partition, seed, backend) -> {
          int[] rows =
              IntStream.concat(
                      Arrays.stream(partition.labelled()), Arrays.stream(partition.unlabelled()))
                  .toArray();
          Standardizer standardizer = Standardizer.of(data, rows, clip);
          Dataset training = data.select(rows);
          Dataset test = data.select(partition.predicted());
          float[] probabilities =
              baseline
                  .fit(
                      new TrainingSet(
                          standardizer.apply(training.x()),
                          data.columns(),
                          training.labels(),
                          data.classes().size()),
                      seed,
                      backend)
                  .probabilities(standardizer.apply(test.x()), backend);
          return Predictions.mostProbable(test.ids(), data.classes(), probabilities);
        });
  }
}
