package dev.earshot.cli.command;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.Progress;
import dev.earshot.method.EpochLog;
import dev.earshot.method.RecipeSettings;
import dev.earshot.run.TrainedRuns;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Shows the progress of a training over all runs: epochs, or fitted models of an ensemble, with the
 * latest validation score.
 */
final class TrainingProgress implements Consumer<EpochLog>, AutoCloseable {
  private final Progress shown;

  /** The last epoch reported by each run; a resumed run does not begin with the first epoch. */
  private final int[] epochs;

  /** The largest possible number of epochs of each run; 0 if it has reported nothing yet. */
  private final int[] most;

  TrainingProgress(Console console, RecipeSettings recipe, int runs) {
    var task = recipe.isEnsemble() ? "Models fitted" : "Epochs trained";
    this.shown = console.progress(task, Progress.UNKNOWN);
    this.epochs = new int[runs];
    this.most = new int[runs];
  }

  /** Called by the training threads. */
  @Override
  public synchronized void accept(EpochLog entry) {
    most[entry.run()] = entry.epochs();
    // Runs that have reported nothing are assumed to have as many epochs as this one.
    shown.total(IntStream.of(most).mapToLong(n -> n > 0 ? n : entry.epochs()).sum());
    shown.step(entry.epoch() - epochs[entry.run()]);
    epochs[entry.run()] = entry.epoch();
    entry
        .validation()
        .ifPresent(
            score -> shown.detail("validation UA " + CliText.percent(score.unweightedAccuracy())));
  }

  /** Shows how many runs stopped early. */
  synchronized void finish(TrainedRuns result) {
    var early =
        result.runs().stream()
            .filter(run -> run.ensemble().isEmpty())
            .filter(run -> run.epochs() < run.course().log().getLast().epochs())
            .count();
    if (early > 0) {
      shown.detail(
          "%s stopped early: the validation score no longer improved"
              .formatted(CliText.count(early, "run")));
    }
  }

  @Override
  public synchronized void close() {
    shown.close();
  }
}
