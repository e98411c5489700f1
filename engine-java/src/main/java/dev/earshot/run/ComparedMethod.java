package dev.earshot.run;

import dev.earshot.Dataset;
import dev.earshot.Predictions;
import dev.earshot.compute.Backend;
import dev.earshot.learner.Learner;
import dev.earshot.learner.Learners;
import dev.earshot.method.RecipeSettings;
import java.io.IOException;

/**
 * A method that learns from few labels and predicts probabilities for unseen clips.
 *
 * @param name its name
 * @param procedure learns and predicts
 */
public record ComparedMethod(String name, Procedure procedure) {
  /** The name of the engine's own method. */
  public static final String EARSHOT = "earshot";

  /** Learns from one part of the data and classifies another. */
  public interface Procedure {
    /**
     * Learns and predicts.
     *
     * @param data all rows; only the partition's labelled rows have a label
     * @param partition without validation rows; a method may hold out labelled rows for validation
     * @param seed the seed of all randomness
     * @param backend computes learning and prediction
     * @return the predictions for the partition's predicted rows
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if the thread is interrupted
     */
    Predictions classify(Dataset data, Partition partition, long seed, Backend backend)
        throws IOException, InterruptedException;
  }

  /** Earshot's own method with a recipe, see {@link RunTrainer#train}. */
  public static ComparedMethod earshot(RecipeSettings recipe) {
    return new ComparedMethod(
        EARSHOT,
        (data, partition, seed, backend) ->
            RunTrainer.train(data, partition, recipe, seed, backend).predictions());
  }

  /**
   * One of {@link Learners} with settings chosen by cross-validation inside the labels.
   *
   * @param name the name of the learner
   * @param recipe its bound on standardised features and its settings for networks are used
   * @throws IllegalArgumentException if there is no learner of this name; the message lists all
   *     names
   */
  public static ComparedMethod baseline(String name, RecipeSettings recipe) {
    Learner learner = Learners.named(name).crossValidated(recipe.learners());
    return new ComparedMethod(
        name,
        (data, partition, seed, backend) -> {
          Dataset test = data.select(partition.predicted());
          float[] probabilities =
              learner
                  .fit(partition.trainingSet(data), seed, backend)
                  .probabilities(test.x(), backend);
          return Predictions.mostProbable(test.ids(), data.classes(), probabilities);
        });
  }
}
