package dev.earshot.cli.command;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.Progress;
import dev.earshot.method.EpochLog;
import dev.earshot.method.Recipe;
import dev.earshot.run.TrainingResult;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Shows a training's epochs, or an ensemble's fits, over all runs, with the latest validation
 * score.
 */
final class TrainingProgress implements Consumer<EpochLog>, AutoCloseable {
  private final Progress shown;

  /** The last epoch heard of in each run: one that goes on does not begin with the first. */
  private final int[] epochs;

  /** How many epochs each run will have at most; 0 if it has said nothing yet. */
  private final int[] most;

  TrainingProgress(Console console, Recipe recipe, int runs) {
    var task = recipe.isEnsemble() ? "Models fitted" : "Epochs trained";
    this.shown = console.progress(task, Progress.UNKNOWN);
    this.epochs = new int[runs];
    this.most = new int[runs];
  }

  /** Called by the threads that train. */
  @Override
  public synchronized void accept(EpochLog entry) {
    most[entry.run()] = entry.epochs();
    // Runs differ a little where their splits do; the silent ones are taken to be like this one.
    shown.total(IntStream.of(most).mapToLong(n -> n > 0 ? n : entry.epochs()).sum());
    shown.step(entry.epoch() - epochs[entry.run()]);
    epochs[entry.run()] = entry.epoch();
    entry
        .validation()
        .ifPresent(
            score -> shown.detail("validation UA " + CliText.percent(score.unweightedAccuracy())));
  }

  /** Says why there were fewer epochs than announced, if there were. */
  synchronized void finish(TrainingResult result) {
    var early =
        result.runs().stream()
            .filter(run -> run.ensemble().isEmpty())
            .filter(run -> run.epochs() < run.log().getLast().epochs())
            .count();
    if (early > 0) {
      shown.detail(
          "%s ended early: validation got no better".formatted(CliText.count(early, "run")));
    }
  }

  @Override
  public synchronized void close() {
    shown.close();
  }
}
