package dev.earshot.run;

import dev.earshot.compute.Backend;
import dev.earshot.data.Dataset;
import dev.earshot.learner.Learner;
import dev.earshot.learner.Learners;
import dev.earshot.method.Recipe;
import dev.earshot.model.Predictions;
import java.io.IOException;

/**
 * A way from a few labels to probabilities for unseen clips.
 *
 * @param name how it is called
 * @param procedure what it does
 */
public record ComparedMethod(String name, Procedure procedure) {
  /** The name of the engine's own method. */
  public static final String EARSHOT = "earshot";

  /** Learns from one part of the data and classifies another. */
  public interface Procedure {
    /**
     * @param data all rows; only the labels of the partition's labelled rows are there
     * @param partition without validation rows: a method takes them from the labelled ones
     * @return what it makes of the predicted rows
     */
    Predictions classify(Dataset data, Partition partition, long seed, Backend backend)
        throws IOException, InterruptedException;
  }

  /** A recipe as in real use, see {@link Trainer#train}. */
  public static ComparedMethod earshot(Recipe recipe) {
    return new ComparedMethod(
        EARSHOT,
        (data, partition, seed, backend) ->
            Trainer.train(data, partition, recipe, seed, backend).predictions());
  }

  /**
   * One of {@link Learners}, its settings chosen by cross-validation inside the labels.
   *
   * @param recipe what it takes its bound on standardised features and its networks from
   * @throws IllegalArgumentException if there is none of this name; the message lists them
   */
  public static ComparedMethod baseline(String name, Recipe recipe) {
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
