package dev.earshot.api;

import dev.earshot.Dataset;
import dev.earshot.TrainingOptions;
import dev.earshot.run.RunTrainer;
import java.io.IOException;

/**
 * Trains models with any recipe. With the same data, recipe and options the result has the same
 * bits, on any number of threads.
 */
public final class Trainer {
  private Trainer() {}

  /** Is told how far a training is, from several threads. */
  @FunctionalInterface
  public interface Progress {
    /**
     * A part of the work is done.
     *
     * @param run the run, from 0
     * @param epoch how many epochs of the run are done; of a vote, how many of its fits
     * @param epochs the most that the run may have
     */
    void done(int run, int epoch, int epochs);
  }

  /**
   * Trains with the default options. The model learns from all labels. If all rows have a label,
   * 5-fold cross-validation first measures what to expect on new clips. If some rows have none,
   * those are predicted.
   *
   * @param data the clips to train on
   * @param recipe what to train
   * @return the result of all runs
   * @throws IllegalArgumentException if the data cannot be trained on; the message says why
   * @throws IOException never, because there are no checkpoints
   * @throws InterruptedException if the thread is interrupted
   */
  public static TrainingResult train(Dataset data, Recipe recipe)
      throws IOException, InterruptedException {
    return train(data, recipe, TrainingOptions.defaults(), (run, epoch, epochs) -> {});
  }

  /**
   * Trains with the given options.
   *
   * @param data the clips to train on
   * @param recipe what to train
   * @param options how to train
   * @param progress is told after every epoch
   * @return the result of all runs
   * @throws IllegalArgumentException if the data cannot be trained on or the backend cannot run;
   *     the message says why
   * @throws IOException if a checkpoint cannot be read or written
   * @throws InterruptedException if the thread is interrupted; the runs have then saved their
   *     checkpoints if the options have a folder for them
   */
  public static TrainingResult train(
      Dataset data, Recipe recipe, TrainingOptions options, Progress progress)
      throws IOException, InterruptedException {
    return new TrainingResult(
        RunTrainer.train(
            data,
            recipe.settings(),
            options,
            log -> progress.done(log.run(), log.epoch(), log.epochs())));
  }
}
